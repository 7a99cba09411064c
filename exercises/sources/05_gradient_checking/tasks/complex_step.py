"""Task check.complex_step: a derivative without a subtraction."""

from typing import Any

import numpy as np

from rnnlib.grading.child import Formula
from rnnlib.grading.draw import vector
from rnnlib.grading.spec import Case, Inputs, Misconception, Section

Rng = np.random.Generator


def _function(rng: Rng, *shape: int, offset: float = 0.0) -> Inputs:
    c = rng.normal(0, 0.8, shape).tolist()
    f = Formula(f"lambda w: np.sum(np.exp(w * np.array({c}))) + np.sum(np.tanh(w)) ** 3 + {offset}")
    return {"f": f, "w": vector(rng, *shape)}


def _imaginary(f: Any, w: np.ndarray, step: float) -> np.ndarray:
    grad = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        z = w.astype(complex)
        z[index] += 1j * step
        grad[index] = f(z).imag / step
    return grad


READ = Section("06_gradient_checking", "Without a subtraction")
EQUATION = "∂f/∂w_i ≈ Im f(w + i δ e_i) / δ, with δ = 1e-20"
WHY = (
    "Nothing is subtracted, so the step can be so small that the formula's error, of order δ², is far below "
    "the last digit. The price is that every operation in f has to take complex numbers."
)

CASES = (
    Case("a function of a vector", lambda rng: _function(rng, 3)),
    Case("a function of a matrix", lambda rng: _function(rng, 2, 3)),
    Case(
        "a loss of a hundred millions",
        lambda rng: _function(rng, 3, offset=1e8),
        main=True,
        hint="a difference of two losses as large as these has hardly a digit left. Nothing is subtracted here: "
        "the slope is read off the imaginary part of one loss.",
    ),
)

MISCONCEPTIONS = (
    Misconception(
        "large_step",
        lambda f, w: _imaginary(f, w, 1e-2),
        "the step is too large: the formula's error, of order δ², shows. Nothing is subtracted here, so take "
        "1e-20.",
    ),
    Misconception(
        "all_together",
        lambda f, w: np.full(w.shape, f(w + 1e-20j).imag / 1e-20),
        "all entries are moved together. Move one of them, and hold the others.",
    ),
    Misconception(
        "real_part",
        lambda f, w: np.array(
            [f(w + 1e-20j * (np.arange(w.size) == i).reshape(w.shape)).real / 1e-20 for i in range(w.size)]
        ).reshape(w.shape),
        "the real part of the loss is the loss itself. The slope is in the imaginary part.",
    ),
)
