"""The training loop: its steps, what it records, early stopping, what it refuses before the first step."""

from functools import partial

import numpy as np
import pytest

from rnnlib import RNN, SGD, Adam, Linear, RMSprop, mse
from rnnlib.training import Batches, train


def quadratic(params):
    """Return loss_and_grads for L = ½ Σ (w − batch)²."""
    return lambda batch: (0.5 * float(np.sum((params["w"] - batch) ** 2)), {"w": params["w"] - batch})


def test_descent_and_history():
    params = {"w": np.array([4.0])}
    history = train(
        quadratic(params),
        SGD(params, lr=0.5),
        [np.array([0.0])],
        epochs=3,
        evaluate=lambda: params["w"][0],
        progress=False,
    )
    assert history.loss == [8.0, 2.0, 0.5]
    assert history.grad_norm == [4.0, 2.0, 1.0]
    assert history.evaluation == [2.0, 1.0, 0.5]


def test_every_batch_is_a_step():
    params = {"w": np.array([0.0])}
    seen = []

    def loss_and_grads(batch):
        seen.append(batch)
        return 1.0, {"w": np.array([1.0])}

    train(loss_and_grads, SGD(params, lr=1.0), ["a", "b"], epochs=2, progress=False)
    assert seen == ["a", "b", "a", "b"]
    assert params["w"][0] == -4


def test_the_norm_is_clipped_and_recorded_before_clipping():
    params = {"w": np.array([4.0])}
    history = train(
        quadratic(params), SGD(params, lr=1.0), [np.array([0.0])], epochs=1, max_norm=1.0, progress=False
    )
    assert params["w"][0] == 3
    assert history.grad_norm == [4.0]


# --- the loss of an epoch is the mean over all its steps, however the batches were cut ---


def epoch_loss(batches, loss, **options):
    """Return the loss that `train` records where every batch is answered with 0 and nothing is learned."""

    def loss_and_grads(batch):
        return loss(batch), {"w": np.zeros(1)}

    return train(loss_and_grads, SGD({"w": np.ones(1)}, 1.0), batches, 1, progress=False, **options).loss[0]


def masked_mse(batch):
    y, *mask = batch
    return mse(np.zeros_like(y), y, *mask)[0]


def test_a_short_last_batch_counts_by_its_sequences(rng):
    y = rng.normal(size=(5, 9, 1))
    y[:, 8] += 99
    whole = epoch_loss(Batches(y, batch_size=9), masked_mse)
    for batch_size in (1, 2, 4, 8, 100):
        assert epoch_loss(Batches(y, batch_size=batch_size), masked_mse) == pytest.approx(whole, rel=1e-12)
    assert epoch_loss([(y[:, :8],), (y[:, 8:],)], masked_mse) == pytest.approx(whole, rel=1e-12)
    assert epoch_loss([(y[:3],), (y[3:],)], masked_mse) == pytest.approx(whole, rel=1e-12)  # in time


def test_under_a_mask_a_batch_counts_by_its_real_steps(rng):
    y, mask = rng.normal(size=(5, 6, 1)), np.arange(5)[:, None] < [5, 5, 1, 1, 3, 2]
    y[:, 2] += 50
    whole = masked_mse((y, mask))
    for batch_size in (1, 2, 4):
        batches = Batches(y, mask, batch_size=batch_size, rng=rng)
        assert epoch_loss(batches, masked_mse) == pytest.approx(whole, rel=1e-12)


def test_with_one_answer_to_a_sequence_the_mask_of_its_inputs_does_not_count(rng):
    x, y = rng.normal(size=(5, 3, 2)), np.array([[[1.0], [2.0], [30.0]]])
    mask = np.arange(5)[:, None] < [5, 1, 2]
    batches = Batches(x, y, mask, batch_size=2)
    assert epoch_loss(batches, lambda batch: masked_mse(batch[1:2])) == pytest.approx((1 + 4 + 900) / 3)


def test_a_function_can_say_what_its_loss_averages_over():
    def loss_and_grads(batch):
        return float(batch), {"w": np.zeros(1)}

    loss_and_grads.weight = lambda batch: 3 if batch == 1 else 1
    history = train(loss_and_grads, SGD({"w": np.ones(1)}, 1.0), [1, 5], 1, progress=False)
    assert history.loss == [2.0]


def test_batches_that_say_nothing_of_their_size_count_alike():
    assert epoch_loss(["a", "bb"], len) == 1.5
    assert epoch_loss([np.ones(1), np.ones(3)], len) == 2.0


def test_the_mean_of_huge_losses_is_finite():
    assert epoch_loss([np.zeros((1, 8)), np.zeros((1, 1))], lambda _: 1.7e308) == pytest.approx(1.7e308)


@pytest.mark.parametrize("crossed", [False, True])
@pytest.mark.parametrize("optimizer", [SGD, partial(SGD, momentum=0.9), RMSprop, Adam])
def test_gradients_may_be_the_parameters_themselves(optimizer, crossed):
    """As for L = ½ ‖a‖² + ½ ‖b‖² or, crossed, for L = a · b."""

    def five_steps(copy):
        params = {"a": np.array([1.0, 2.0]), "b": np.array([5.0, -3.0])}

        def loss_and_grads(_):
            grads = {"a": params["b"], "b": params["a"]} if crossed else params
            return 1.0, {name: g.copy() for name, g in grads.items()} if copy else grads

        train(loss_and_grads, optimizer(params, 0.1), [0], 5, progress=False)
        return params

    shared, own = five_steps(copy=False), five_steps(copy=True)
    for name in own:
        np.testing.assert_array_equal(shared[name], own[name])


def descend_with(evaluations, patience, epochs=20):
    """Take one step an epoch, from w = 0 to the left; return the history, and −w at the end."""
    params, numbers = {"w": np.array([0.0])}, iter(evaluations)
    history = train(
        lambda _: (1.0, {"w": np.array([1.0])}),
        SGD(params, lr=1.0),
        [0],
        epochs,
        evaluate=lambda: next(numbers),
        patience=patience,
        progress=False,
    )
    return history, -params["w"][0]


@pytest.mark.parametrize(
    ("evaluations", "patience", "epochs", "best"),
    [
        ([5, 4, 3, 3, 3, 1], 2, 5, 3),  # no new lowest in epochs 4 and 5
        ([5, 4, 3, 3, 2, 2, 2, 2], 3, 8, 5),
        ([1, 2], 1, 2, 1),
        ([1, np.nan, 2, 0], 2, 3, 1),  # not measured is not better
        ([np.nan, np.nan, 3, 2, 4, 4, 4], 3, 7, 4),
        ([np.inf, 3, np.inf, 3], 2, 4, 2),
        ([np.nan] * 4, 4, 4, 4),  # nothing measured: the last stays
        (list(range(20, 0, -1)), 1, 20, 20),  # always better
        ([1, *range(2, 21)], 100, 20, 1),  # the epochs run out first
    ],
)
def test_early_stopping_restores_the_best(evaluations, patience, epochs, best):
    history, steps = descend_with(evaluations, patience)
    assert len(history.loss) == len(history.evaluation) == epochs
    assert steps == best
    assert history.best_epoch == (0 if np.isnan(history.evaluation).all() else best)


def test_without_patience_the_last_weights_stay():
    history, steps = descend_with([1, 2, 3], None, epochs=3)
    assert (history.best_epoch, steps) == (1, 3)


@pytest.mark.parametrize("kind", [SGD, RMSprop, Adam])
def test_one_seed_one_result(kind):
    def run(seed):
        rng = np.random.default_rng(seed)
        layer, readout = RNN(1, 3, rng=rng), Linear(3, 1, rng=rng)
        params = {**layer.params, **readout.params}
        x = rng.normal(size=(4, 10, 1))

        def loss_and_grads(batch):
            h, cache = layer.forward(batch[0])
            y_hat, readout_cache = readout.forward(h)
            loss, dy = mse(y_hat, batch[0])
            dh, grads = readout.backward(dy, readout_cache)
            return loss, {**layer.backward(dh, cache)[2], **grads}

        batches = Batches(x, batch_size=4, rng=rng)
        history = train(loss_and_grads, kind(params, 0.01), batches, 3, progress=False)
        return history, {name: array.tobytes() for name, array in params.items()}

    assert run(0) == run(0)
    assert run(0) != run(1)


def test_batches_are_shuffled_before_each_epoch(rng):
    params, seen = {"w": np.zeros(1)}, []

    def loss_and_grads(batch):
        seen.extend(batch[0][0])
        return 1.0, {"w": np.zeros(1)}

    batches = Batches(np.arange(12)[None], batch_size=5, rng=rng)
    train(loss_and_grads, SGD(params, lr=1.0), batches, 3, progress=False)
    epochs = [tuple(seen[n : n + 12]) for n in (0, 12, 24)]
    assert len(set(epochs)) == 3
    assert all(sorted(epoch) == list(range(12)) for epoch in epochs)
    assert tuple(range(12)) not in epochs


def test_progress_goes_to_standard_error(capsys):
    params = {"w": np.array([4.0])}
    train(quadratic(params), SGD(params, lr=0.5), [np.array([0.0])], epochs=2)
    out, err = capsys.readouterr()
    assert out == ""
    assert "2/2" in err
    assert "loss=2" in err


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"epochs": 0}, ValueError, "epochs: expected at least 1"),
        ({"epochs": 1.5}, TypeError, "epochs: expected a whole number"),
        ({"batches": []}, ValueError, "batches: expected at least one batch"),
        ({"max_norm": 0}, ValueError, "max_norm: expected more than 0"),
        ({"patience": 0, "evaluate": lambda: 1.0}, ValueError, "patience: expected at least 1"),
        ({"patience": 3}, ValueError, "evaluate: expected a function where patience is given, got None"),
        ({"batches": (n for n in range(3))}, TypeError, "batches: expected a list .*, got generator"),
        ({"batches": {"x": 1}}, TypeError, "batches: expected a list .*, got dict"),
        ({"loss_and_grads": 3}, TypeError, "loss_and_grads: expected a function of a batch, got 3"),
        ({"optimizer": None}, TypeError, "optimizer: expected one such as SGD or Adam, got NoneType"),
        ({"evaluate": 0.5}, TypeError, "evaluate: expected a function without arguments, got 0.5"),
        (
            {"extras": {"noise": 0}},
            TypeError,
            r"extras\['noise'\]: expected an array or a random generator, .* int",
        ),
        ({"extras": [1]}, TypeError, "extras: expected a dict of arrays and generators, got list"),
        ({"checkpoint": 3}, TypeError, r"checkpoint: expected the name of a file, got 3 \(int\)"),
        ({"checkpoint": "run"}, ValueError, r"checkpoint: expected a name ending in \.npz, got 'run'"),
    ],
)
def test_bad_option(arguments, error, message):
    params = {"w": np.array([4.0])}
    call = {"loss_and_grads": quadratic(params), "optimizer": SGD(params, lr=0.5)}
    with pytest.raises(error, match=message):
        train(**{**call, "batches": [np.array([0.0])], "epochs": 1, "progress": False, **arguments})
    assert params["w"][0] == 4


@pytest.mark.parametrize(
    ("result", "got"),
    [
        (1.0, "float"),
        (None, "NoneType"),
        ((1.0, {"w": np.ones(1)}, 2), r"\(float, dict, int\)"),
        ((1.0, [np.ones(1)]), r"\(float, list\)"),
        ((1.0, None), r"\(float, NoneType\)"),
        ({"w": np.ones(1)}, "dict"),
    ],
)
def test_a_function_that_does_not_return_loss_and_gradients(result, got):
    sgd = SGD({"w": np.array([4.0])}, lr=0.5)
    with pytest.raises(TypeError, match=f"^loss_and_grads: expected it to return the loss .* got {got}$"):
        train(lambda _: result, sgd, [0], 1, progress=False)


@pytest.mark.parametrize(
    "value", [(1.0, 2.0), "1", None, np.array([1.0, 2.0]), 1j, np.array(1j), np.array("1")]
)
def test_a_loss_or_an_evaluation_that_is_no_number_is_named(value):
    params = {"w": np.array([4.0])}
    arguments = {"batches": [np.array([0.0])], "epochs": 1, "progress": False}
    with pytest.raises(TypeError, match="evaluate: expected a number, got"):
        train(quadratic(params), SGD(params, lr=0.5), evaluate=lambda: value, **arguments)
    with pytest.raises(TypeError, match="loss: expected a number, got"):
        train(lambda _: (value, {"w": np.ones(1)}), SGD(params, lr=0.5), **arguments)
