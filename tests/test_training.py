"""The training loop: what it records, and how it stops."""

import numpy as np
import pytest

from rnnlib import SGD
from rnnlib.training import train


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
        train(loss_and_grads, SGD(params, lr=10.0), [None], epochs=50, progress=False)
    np.testing.assert_array_equal(params["w"], good[-1])


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_a_gradient_that_is_no_number_stops_before_the_update(wrong):
    params = {"w": np.array([1.0])}
    with pytest.raises(FloatingPointError, match=r"step 1: grads\['w'\]: expected finite .* NaN in the data"):
        train(lambda _: (1.0, {"w": np.array([wrong])}), SGD(params, lr=0.1), [0], epochs=1, progress=False)
    assert params["w"][0] == 1


def test_bad_data_found_by_a_layer_is_reported_with_the_step(rng):
    from rnnlib import RNN

    rnn = RNN(1, 2, rng=rng)

    def loss_and_grads(x):
        h, cache = rnn.forward(x)
        return float(h.sum()), rnn.backward(np.ones_like(h), cache)[2]

    batches = [np.zeros((3, 1, 1)), np.full((3, 1, 1), np.nan)]
    with pytest.raises(FloatingPointError, match="step 2: x: expected finite"):
        train(loss_and_grads, SGD(rnn.params, lr=0.1), batches, epochs=1, progress=False)


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
    ],
)
def test_bad_option(arguments, error, message):
    params = {"w": np.array([4.0])}
    options = {"batches": [np.array([0.0])], "epochs": 1, "progress": False, **arguments}
    with pytest.raises(error, match=message):
        train(quadratic(params), SGD(params, lr=0.5), **options)
