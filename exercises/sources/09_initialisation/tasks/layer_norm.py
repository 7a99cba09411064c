"""Task init.layer_norm: layer norm."""

from typing import Any

import numpy as np

from rnnlib.grading.draw import vector
from rnnlib.grading.spec import Case, Misconception, Section

READ = Section("11_initialisation", "Layer norm")
EQUATION = """\
μ = mean of a, σ = √(mean of (a - μ)² + ε)
n = γ ∘ (a - μ) / σ + β"""
WHY = (
    "Each row is normalised by itself, so the answer for one sequence does not depend on the others. That is why "
    "layer norm works with a batch of one, and batch norm does not."
)


def draw(rng: np.random.Generator, B: int, H: int) -> dict[str, object]:
    """Return a batch that is not centred, and parameters that are not 0 and 1."""
    a = vector(rng, B, H) * rng.uniform(0.5, 2, (B, 1)) + rng.normal(size=(B, 1))
    return {"a": a, "gamma": rng.uniform(0.5, 2, H), "beta": rng.normal(size=H), "eps": 0.05}


CASES = (
    Case("one vector", lambda rng: draw(rng, 1, 5)),
    Case("a batch of four", lambda rng: draw(rng, 4, 6)),
)


def _norm(a: np.ndarray, gamma: Any, beta: Any, mu: Any, sigma: Any) -> Any:
    return gamma * (a - mu) / sigma + beta


MISCONCEPTIONS = (
    Misconception(
        "over_the_batch",
        lambda a, g, b, eps: _norm(a, g, b, a.mean(0), np.sqrt(a.var(0) + eps)),
        "mean and variance are taken over the batch, for each unit: that is batch norm. Layer norm takes them over "
        "the units, for each row.",
    ),
    Misconception(
        "over_everything",
        lambda a, g, b, eps: _norm(a, g, b, a.mean(), np.sqrt(a.var() + eps)),
        "one mean and one variance are taken of the whole array. Each row has its own: axis=1, with keepdims=True.",
    ),
    Misconception(
        "eps_outside",
        lambda a, g, b, eps: _norm(a, g, b, a.mean(1, keepdims=True), a.std(1, keepdims=True) + eps),
        "ε is added to the deviation. It belongs to the variance, under the root.",
    ),
    Misconception(
        "no_root",
        lambda a, g, b, eps: _norm(a, g, b, a.mean(1, keepdims=True), a.var(1, keepdims=True) + eps),
        "it is divided by the variance. The deviation is its root.",
    ),
    Misconception(
        "sample_variance",
        lambda a, g, b, eps: _norm(
            a, g, b, a.mean(1, keepdims=True), np.sqrt(a.var(1, keepdims=True, ddof=1) + eps)
        ),
        "this variance divides by H - 1. Layer norm divides by H, as np.var does by itself.",
    ),
    Misconception(
        "gain_first",
        lambda a, g, b, eps: _norm(
            g * a + b,
            1,
            0,
            (g * a + b).mean(1, keepdims=True),
            np.sqrt((g * a + b).var(1, keepdims=True) + eps),
        ),
        "gain and shift are applied before normalising, which takes most of them away again. They come after it.",
    ),
    Misconception(
        "root_mean_square",
        lambda a, g, b, eps: _norm(
            a, g, b, a.mean(1, keepdims=True), np.sqrt((a**2).mean(1, keepdims=True) + eps)
        ),
        "it is divided by the root of the mean square of a itself. The deviation is that of a - μ.",
    ),
)
