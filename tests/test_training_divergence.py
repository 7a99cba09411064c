"""A run that is stopped: what it says, which weights it keeps, and that its history can be reached."""

import pickle

import numpy as np
import pytest
import tqdm

from rnnlib import RNN, SGD, Adam, BatchNormRNN
from rnnlib.training import History, train


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


def test_divergence_takes_back_the_running_averages_and_the_optimisers_too(rng):
    layer = BatchNormRNN(1, 2, 3, rng=rng)
    x = rng.normal(size=(3, 4, 1))
    adam = Adam(layer.params, 0.1)
    at_starts = []

    def loss_and_grads(scale):
        h, cache = layer.forward(x, training=True)
        layer.update_running(cache)
        return scale, layer.backward(np.ones_like(h), cache)[2]

    def everything():
        return [a.copy() for arrays in (layer.params, layer.running, adam.state) for a in arrays.values()]

    class Watched(list):
        def __getitem__(self, n):
            if n == 0:
                at_starts.append(everything())
            return super().__getitem__(n)

    losses = Watched([3.0, 2.0])
    with pytest.raises(FloatingPointError, match="step 3"):
        train(
            lambda scale: loss_and_grads(scale if len(at_starts) == 1 else np.nan),
            adam,
            losses,
            5,
            extras=layer.running,
            progress=False,
        )
    for array, expected in zip(everything(), at_starts[0], strict=True):
        np.testing.assert_array_equal(array, expected)


# --- what "good" means ---


def explode(losses_per_epoch, batches, evaluate=False, kind=SGD):
    """Descend w² with a rate that multiplies w by −10²⁰ a step, after calm epochs; return w and the error."""
    params = {"w": np.array([1.0])}
    calm = losses_per_epoch * batches
    steps = iter(range(10**6))

    def loss_and_grads(batch):
        with np.errstate(over="ignore"):
            loss = float(params["w"][0] ** 2)
        gentle = next(steps) < calm
        return loss, {"w": params["w"] * (0.1 if gentle else 1e20)}

    options = {"evaluate": lambda: float(abs(params["w"][0]))} if evaluate else {}
    with pytest.raises(FloatingPointError) as stopped:
        train(loss_and_grads, kind(params, lr=1.0), [0] * batches, 50, progress=False, **options)
    return params["w"][0], stopped.value


@pytest.mark.parametrize("evaluate", [False, True])
@pytest.mark.parametrize("batches", [1, 3, 20])
@pytest.mark.parametrize("calm", [0, 1, 5])
def test_huge_finite_losses_before_the_end_leave_nothing_good(calm, batches, evaluate):
    """The last weights with a finite loss are about 10¹⁵⁰; the epoch with the lowest loss began small."""
    w, error = explode(calm, batches, evaluate)
    assert abs(w) <= 1
    assert max(error.history.loss) > 1e100
    lowest = int(np.argmin(error.history.loss))
    assert w == pytest.approx(0.9 ** (lowest * batches))
    assert lowest >= calm - 1


def test_after_nan_in_the_data_the_weights_are_those_the_broken_epoch_began_with():
    """Its losses so far were the lowest, so that what it began with is known to be good."""
    params, data = {"w": np.array([8.0])}, [0.0, 0.0]
    seen = []

    def loss_and_grads(batch):
        seen.append(params["w"][0])
        return float(params["w"][0] ** 2) + batch, {"w": params["w"] / 2}

    def evaluate():
        if len(seen) == 6:
            data[1] = np.nan
        return 0.0

    with pytest.raises(FloatingPointError, match=r"step 8: loss: .* nan"):
        train(loss_and_grads, SGD(params, lr=1.0), data, 9, evaluate=evaluate, progress=False)
    assert params["w"][0] == seen[6] == 8 / 2**6


def test_with_patience_too_the_lowest_loss_decides_after_a_divergence():
    params = {"w": np.array([1.0])}
    numbers = iter([3.0, 2.0, 1.0])  # the evaluation finds the exploding weights better and better
    with np.errstate(over="ignore"), pytest.raises(FloatingPointError):
        train(
            lambda _: (float(abs(params["w"][0])), {"w": params["w"] * -1e110}),
            SGD(params, lr=1.0),
            [0],
            9,
            evaluate=lambda: next(numbers),
            patience=5,
            progress=False,
        )
    assert params["w"][0] == 1


# --- the history of a run that was stopped ---


@pytest.mark.parametrize("kind", [KeyboardInterrupt, ZeroDivisionError, SystemExit])
@pytest.mark.parametrize("where", ["step", "evaluation"])
def test_whatever_stops_a_run_has_its_history(kind, where):
    params, epochs = {"w": np.array([4.0])}, []

    def loss_and_grads(batch):
        if where == "step" and len(epochs) == 2 and batch == 1:
            raise kind("stop")
        return float(params["w"][0]), {"w": np.ones(1)}

    def evaluate():
        epochs.append(1)
        if where == "evaluation" and len(epochs) == 3:
            raise kind("stop")
        return 7.0

    with pytest.raises(kind, match="stop") as stopped:
        train(loss_and_grads, SGD(params, lr=1.0), [0, 1], 9, evaluate=evaluate, progress=False)
    history = stopped.value.history
    assert history == History([3.5, 1.5, 0.0 if where == "step" else -0.5], [1.0] * 3, [7.0] * 2)
    assert params["w"][0] == (-1 if where == "step" else -2)  # an interrupt changes nothing
    assert history.plot().axes[0].lines[0].get_xdata()[-1] == 3
    assert pickle.loads(pickle.dumps(stopped.value)).history == history  # as a process pool returns it


def test_a_run_that_diverges_in_its_first_epoch_has_the_losses_so_far():
    with pytest.raises(FloatingPointError) as stopped:
        train(
            lambda b: (b, {"w": np.ones(1)}), SGD({"w": np.ones(1)}, 1), [4.0, 2.0, np.inf], 9, progress=False
        )
    assert stopped.value.history == History([3.0], [1.0])


def test_no_step_no_entry():
    with pytest.raises(FloatingPointError) as stopped:
        train(lambda b: (b, {}), SGD({"w": np.ones(1)}, 1), [np.inf], 9, progress=False)
    assert stopped.value.history == History()


def test_the_progress_bar_is_closed(monkeypatch):
    closed = []
    close = tqdm.tqdm.close
    monkeypatch.setattr(tqdm.tqdm, "close", lambda bar: (closed.append(bar.desc), close(bar)))
    with pytest.raises(FloatingPointError):
        train(lambda b: (b, {}), SGD({"w": np.ones(1)}, 1), [np.inf], 9)
    assert "training" in closed
