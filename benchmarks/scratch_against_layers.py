"""One training step (forward, loss, backward) as in the textbook, against rnnlib.layers, side by side.

Both do the same work on the same batch and must agree before they are timed. They take turns, so that a busy
moment of the machine meets both; the medians are compared. Results go to benchmarks/results/.
"""

from collections.abc import Callable
from statistics import median

import numpy as np
from report import machine, store, today
from worker import seconds

from rnnlib import RNN, Linear, mse
from rnnlib.scratch import rnn as scratch

SIZES = [(20, 1, 3, 8), (20, 16, 3, 16), (50, 32, 8, 64), (100, 32, 32, 128)]  # T, B, D, H
OUTPUT_SIZE = 2
ROUNDS = 15

Gradients = dict[str, np.ndarray]


def make_steps(T: int, B: int, D: int, H: int) -> tuple[Callable[[], Gradients], Callable[[], Gradients]]:
    """Return the step of scratch and the step of layers, on the same weights and data."""
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(T, B, D)), rng.normal(size=(T, B, OUTPUT_SIZE))
    rnn, readout = RNN(D, H, rng=rng), Linear(H, OUTPUT_SIZE, rng=rng)
    params = {**rnn.params, **readout.params}
    for bias in ("b_h", "b_y"):
        params[bias][:] = rng.normal(size=params[bias].shape)

    def with_scratch() -> Gradients:
        total = {name: np.zeros_like(value) for name, value in params.items()}
        for b in range(B):  # one sequence at a time
            h, y_hat = scratch.forward(params, x[:, b], np.zeros(H))
            for name, grad in scratch.backward(params, x[:, b], y[:, b], h, y_hat).items():
                total[name] += grad / B
        return total

    def with_layers() -> Gradients:
        h, rnn_cache = rnn.forward(x)
        y_hat, readout_cache = readout.forward(h)
        _, dy = mse(y_hat, y)
        dh, readout_grads = readout.backward(dy, readout_cache)
        _, _, rnn_grads = rnn.backward(dh, rnn_cache)
        return {**rnn_grads, **readout_grads}

    return with_scratch, with_layers


def measure(T: int, B: int, D: int, H: int) -> dict[str, float]:
    """Time both steps in turns."""
    slow, fast = make_steps(T, B, D, H)
    ours, theirs = fast(), slow()
    for name, grad in theirs.items():
        np.testing.assert_allclose(ours[name], grad, rtol=1e-9, atol=1e-12, err_msg=name)
    times = [(seconds(slow), seconds(fast)) for _ in range(ROUNDS)]
    slow_median, fast_median = (median(column) for column in zip(*times, strict=True))
    return {
        "T": T,
        "B": B,
        "D": D,
        "H": H,
        "scratch_ms": round(1e3 * slow_median, 3),
        "layers_ms": round(1e3 * fast_median, 3),
        "ratio": round(slow_median / fast_median, 2),
    }


def main() -> None:
    print("   T   B   D    H   scratch    layers   ratio   (medians of", ROUNDS, "turns, milliseconds)")
    rows = []
    for size in SIZES:
        row = measure(*size)
        rows.append(row)
        print("{T:4} {B:3} {D:3} {H:4} {scratch_ms:9.2f} {layers_ms:9.2f} {ratio:7.1f}".format(**row))
    here = {"date": today(), **machine("numpy"), "rounds": ROUNDS}
    store("scratch_against_layers.json", {"machine": here, "sizes": rows})


if __name__ == "__main__":
    main()
