"""Task vanishing.gradient_bound: what is certain beforehand."""

from collections.abc import Callable

import numpy as np

from rnnlib.grading.draw import recurrent
from rnnlib.grading.spec import Case, Inputs, Misconception, Section

Array = np.ndarray
Rng = np.random.Generator
Bound = tuple[float, int]


def sigma(W: Array) -> float:
    return float(np.linalg.svd(W)[1][0])


def radius(W: Array) -> float:
    return float(np.abs(np.linalg.eigvals(W)).max())


def _verdict(factor: float) -> int:
    return -1 if factor < 1 else 1


def _by(size: Callable[[Array], float]) -> Callable[[Array, float, int], Bound]:
    return lambda W, gamma, k: ((gamma * size(W)) ** k, _verdict(gamma * size(W)))


def _matrix(rng: Rng, gamma: float, least: float, most: float) -> Inputs:
    W = recurrent(rng)["W_hh"]
    factor = rng.uniform(least, most)
    return {"W_hh": W * (factor / gamma / sigma(W)), "gamma": gamma, "k": int(rng.integers(3, 7))}


READ = Section("09_vanishing_and_exploding", "With a nonlinearity")
EQUATION = """\
bound = (gamma · sigma_max(W_hh))^k
verdict = -1 if gamma · sigma_max(W_hh) < 1, else 1"""
WHY = (
    "A factor below 1 settles the matter for all inputs, whatever the states. A factor above 1 settles nothing: "
    "exploding needs it, and is not promised by it."
)

CASES = (
    Case("tanh, weights that shrink everything", lambda rng: _matrix(rng, 1.0, 0.6, 0.9)),
    Case("tanh, weights that may stretch", lambda rng: _matrix(rng, 1.0, 1.15, 1.3)),
    Case("sigmoid, weights above 1 and a factor below", lambda rng: _matrix(rng, 0.25, 0.6, 0.9)),
)

MISCONCEPTIONS = (
    Misconception(
        "spectral_radius",
        _by(radius),
        "this is the spectral radius. It decides only for a linear recurrence, in the long run; a bound that holds "
        "at every step takes the largest singular value.",
    ),
    Misconception(
        "frobenius",
        _by(lambda W: float(np.linalg.norm(W))),
        "this is the root of the sum of all squares, which is what np.linalg.norm gives for a matrix. It is never "
        "below the largest singular value, so the bound holds, but it is too wide.",
    ),
    Misconception(
        "smallest",
        _by(lambda W: float(np.linalg.svd(W)[1][-1])),
        "this is the smallest singular value, the least that W_hh leaves of a gradient. The bound needs the most.",
    ),
    Misconception(
        "square",
        _by(lambda W: sigma(W) ** 2),
        "this is the square of the largest singular value: the eigenvalues of W_hhᵀ W_hh are squares. Take the root.",
    ),
    Misconception(
        "largest_entry",
        _by(lambda W: float(np.abs(W).max())),
        "this is the largest entry of W_hh. How far a matrix stretches a vector is said by its singular values.",
    ),
    Misconception(
        "no_gamma",
        lambda W, gamma, k: (sigma(W) ** k, _verdict(sigma(W))),
        "γ is not used. Each step back crosses a slope as well, and it is at most γ.",
    ),
    Misconception(
        "gamma_once",
        lambda W, gamma, k: (gamma * sigma(W) ** k, _verdict(gamma * sigma(W))),
        "γ is counted once. There is a slope at each of the k steps, so γ is raised to the power k as well.",
    ),
    Misconception(
        "not_raised",
        lambda W, gamma, k: (gamma * sigma(W), _verdict(gamma * sigma(W))),
        "this is the factor of one step. At lag k it has acted k times.",
    ),
    Misconception(
        "times_k",
        lambda W, gamma, k: (k * gamma * sigma(W), _verdict(gamma * sigma(W))),
        "the factor is multiplied by k. Each step multiplies by it, so k steps raise it to the power k.",
    ),
    Misconception(
        "inverse_gamma",
        lambda W, gamma, k: ((sigma(W) / gamma) ** k, _verdict(sigma(W) / gamma)),
        "the singular value is divided by γ. The condition is σ_max < 1/γ, and that is γ σ_max < 1: the factor is "
        "the product.",
    ),
    Misconception(
        "sure_without_gamma",
        lambda W, gamma, k: ((gamma * sigma(W)) ** k, _verdict(sigma(W))),
        "the bound is right; the verdict compares σ_max with 1. The limit is 1/γ: what has to be below 1 is γ σ_max.",
    ),
    Misconception(
        "verdict_inverted",
        lambda W, gamma, k: ((gamma * sigma(W)) ** k, -_verdict(gamma * sigma(W))),
        "the bound is right; the verdict is the wrong way round. A factor below 1 makes the gradient vanish.",
    ),
    Misconception(
        "swapped",
        lambda W, gamma, k: (_verdict(gamma * sigma(W)), (gamma * sigma(W)) ** k),
        "the two results are in the other order: the bound first, then the verdict.",
    ),
    Misconception(
        "all_singular_values",
        _by(lambda W: float(np.prod(np.linalg.svd(W)[1]))),
        "all singular values are multiplied together. How far one vector can be stretched is said by the largest.",
    ),
    Misconception(
        "summed",
        lambda W, gamma, k: (
            sum((gamma * sigma(W)) ** j for j in range(k + 1)),
            _verdict(gamma * sigma(W)),
        ),
        "the bounds of all lags up to k are added. Asked is the bound at lag k alone.",
    ),
)
