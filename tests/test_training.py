"""The training loop: what it records, and how it stops. Checkpoints: see test_training_resume.py."""

import numpy as np
import pytest

from rnnlib import RNN, SGD, Adam, BatchNormRNN, Linear, RMSprop, mse
from rnnlib.training import Batches, History, train


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


def test_divergence_stops_with_step_and_advice_and_keeps_the_last_good_weights():
    params = {"w": np.array([1.0])}
    good = []

    def loss_and_grads(batch):
        with np.errstate(over="ignore"):
            loss = float(np.sum(params["w"] ** 4))
            if np.isfinite(loss):
                good.append(params["w"].copy())
            return loss, {"w": 4 * params["w"] ** 3}

    with pytest.raises(
        FloatingPointError, match=r"step \d+: loss: .* inf.*gradient norm.*smaller learning rate"
    ):
        train(loss_and_grads, SGD(params, lr=1e150), [None], epochs=50, progress=False)
    np.testing.assert_array_equal(params["w"], good[-1])


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_a_gradient_that_is_no_number_stops_before_the_update(wrong):
    params = {"w": np.array([1.0])}
    with pytest.raises(FloatingPointError, match=r"step 1: grads\['w'\]: expected finite .* NaN in the data"):
        train(lambda _: (1.0, {"w": np.array([wrong])}), SGD(params, lr=0.1), [0], epochs=1, progress=False)
    assert params["w"][0] == 1


def test_bad_data_found_by_a_layer_is_reported_with_the_step(rng):
    rnn = RNN(1, 2, rng=rng)

    def loss_and_grads(x):
        h, cache = rnn.forward(x)
        return float(h.sum()), rnn.backward(np.ones_like(h), cache)[2]

    batches = [np.zeros((3, 1, 1)), np.full((3, 1, 1), np.nan)]
    with pytest.raises(FloatingPointError, match="step 2: x: expected finite"):
        train(loss_and_grads, SGD(rnn.params, lr=0.1), batches, epochs=1, progress=False)


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_an_update_that_gives_no_number_is_taken_back_in_the_last_step_too(wrong):
    params = {"w": np.array([1.0, 2.0])}

    class Careless(SGD):
        def step(self, grads):
            self.params["w"][1] = wrong

    with pytest.raises(
        FloatingPointError, match=r"step 1: params\['w'\] after an update with gradient norm 1.41: .* \(1,\)"
    ):
        train(lambda _: (1.0, {"w": np.ones(2)}), Careless(params, lr=0.1), [0], epochs=1, progress=False)
    np.testing.assert_array_equal(params["w"], [1, 2])


def test_an_update_that_overflows_is_taken_back():
    params = {"w": np.array([3e38], np.float32)}
    down = (1.0, {"w": np.array([-1e10], np.float32)})
    with pytest.raises(FloatingPointError, match=r"step 1: params\['w'\] after an update .*: expected .*inf"):
        train(lambda _: down, SGD(params, lr=1e28), [0], epochs=1, progress=False)
    assert params["w"][0] == np.float32(3e38)


def test_divergence_seen_by_the_evaluation_stops_too(rng):
    params = {"w": np.array([1.0])}

    def evaluate():
        params["w"][0] = 7
        return RNN(1, 2, rng=rng).forward(np.full((2, 1, 1), np.nan))[0].sum()

    step = (1.0, {"w": np.array([2.0])})
    with pytest.raises(FloatingPointError, match=r"step 1: x: expected finite .* gradient norm .* was 2"):
        train(lambda _: step, SGD(params, 0.1), [0], 1, evaluate=evaluate, progress=False)
    assert params["w"][0] == 1


def test_divergence_takes_back_the_running_averages_too(rng):
    layer = BatchNormRNN(1, 2, 3, rng=rng)
    x = rng.normal(size=(3, 4, 1))
    good = []

    def loss_and_grads(scale):
        h, cache = layer.forward(x, training=True)
        layer.update_running(cache)
        if scale == 1:
            good.append({name: array.copy() for name, array in layer.running.items()})
        return float(h.sum()) * scale, layer.backward(np.ones_like(h), cache)[2]

    sgd = SGD(layer.params, 0.1)
    with pytest.raises(FloatingPointError, match="step 3"):
        train(loss_and_grads, sgd, [1, 1, np.nan], 1, extras=layer.running, progress=False)
    for name, array in layer.running.items():
        np.testing.assert_array_equal(array, good[-1][name])


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


def test_the_best_epoch_of_nothing_is_none():
    assert History().best_epoch == 0
    assert History(evaluation=[2.0, 1.0, 1.0]).best_epoch == 2


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


def test_the_history_plots_itself():
    params = {"w": np.array([4.0])}
    history = train(
        quadratic(params),
        SGD(params, lr=0.5),
        [np.array([0.0])],
        epochs=3,
        evaluate=lambda: 1.0,
        progress=False,
    )
    fig = history.plot()
    losses, evaluations = (line.get_ydata() for line in fig.axes[0].lines)
    np.testing.assert_array_equal(losses, history.loss)
    np.testing.assert_array_equal(evaluations, history.evaluation)
    np.testing.assert_array_equal(fig.axes[1].lines[0].get_ydata(), history.grad_norm)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"epochs": 0}, ValueError, "epochs: expected at least 1"),
        ({"epochs": 1.5}, TypeError, "epochs: expected a whole number"),
        ({"batches": []}, ValueError, "batches: expected at least one batch"),
        ({"max_norm": 0}, ValueError, "max_norm: expected more than 0"),
        ({"patience": 0, "evaluate": lambda: 1.0}, ValueError, "patience: expected at least 1"),
        ({"patience": 3}, ValueError, "evaluate: expected a function where patience is given, got None"),
        ({"checkpoint_every": 0}, ValueError, "checkpoint_every: expected at least 1"),
        ({"rngs": [0]}, TypeError, "rng: expected np.random.default_rng"),
        ({"checkpoint": "run"}, ValueError, r"checkpoint: expected a name ending in \.npz, got 'run'"),
    ],
)
def test_bad_option(arguments, error, message):
    params = {"w": np.array([4.0])}
    options = {"batches": [np.array([0.0])], "epochs": 1, "progress": False, **arguments}
    with pytest.raises(error, match=message):
        train(quadratic(params), SGD(params, lr=0.5), **options)
