"""Task init.layer_norm_backward: back through layer norm."""

import numpy as np

from rnnlib.grading.draw import vector
from rnnlib.grading.master import solutions
from rnnlib.grading.spec import Case, Misconception, Section

READ = Section("11_initialisation", "Layer norm")
EQUATION = """\
dâ = γ ∘ dn
da = (dâ - mean(dâ) - â ∘ mean(dâ ∘ â)) / σ
dγ = Σ_b dn_b ∘ â_b, dβ = Σ_b dn_b"""
WHY = (
    "What cannot change the output gets no gradient: da has the sum 0, for a shift of all of a is undone by μ, and "
    "up to ε it is at right angles to â, for a stretch is undone by σ."
)

right = solutions(__file__)  # the master's


def _draw(rng: np.random.Generator, B: int, H: int) -> dict[str, object]:
    a = vector(rng, B, H) * rng.uniform(0.5, 2, (B, 1)) + rng.normal(size=(B, 1))
    return {"dn": vector(rng, B, H), "a": a, "gamma": rng.uniform(0.5, 2, H), "eps": 0.05}


CASES = (
    Case("one vector", lambda rng: _draw(rng, 1, 5)),
    Case("a batch of four", lambda rng: _draw(rng, 4, 6)),
)

Array = np.ndarray
Three = tuple[Array, Array, Array]


def _back(dn: Array, a: Array, gamma: Array, eps: float, terms: str, axis: int = 1, times: int = 1) -> Three:
    """Return the gradients with only some of the terms: m and s for what mean and deviation take."""
    _, dgamma, dbeta = right.layer_norm_backward(dn, a, gamma, eps)
    mu, sigma = a.mean(1, keepdims=True), np.sqrt(a.var(1, keepdims=True) + eps)
    a_hat, da_hat = (a - mu) / sigma, dn * gamma
    da = da_hat.copy()
    if "m" in terms:
        da = da - times * da_hat.mean(axis, keepdims=True)
    if "s" in terms:
        da = da - times * a_hat * (da_hat * a_hat).mean(axis, keepdims=True)
    return da / sigma if "d" in terms else da, dgamma, dbeta


def _means_of_dn(dn: Array, a: Array, gamma: Array, eps: float) -> Array:
    sigma = np.sqrt(a.var(1, keepdims=True) + eps)
    a_hat = (a - a.mean(1, keepdims=True)) / sigma
    lost = dn.mean(1, keepdims=True) + a_hat * (dn * a_hat).mean(1, keepdims=True)
    return (gamma * dn - lost) / sigma


MISCONCEPTIONS = (
    Misconception(
        "constants",
        lambda dn, a, g, eps: _back(dn, a, g, eps, "d"),
        "mean and deviation are treated as constants. They depend on every entry of a, and each sends back a term.",
    ),
    Misconception(
        "no_deviation",
        lambda dn, a, g, eps: _back(dn, a, g, eps, "md"),
        "the term of the deviation is missing: a stretch of a along â is undone by σ.",
    ),
    Misconception(
        "no_mean",
        lambda dn, a, g, eps: _back(dn, a, g, eps, "sd"),
        "the term of the mean is missing: a shift of all entries of a is undone by μ.",
    ),
    Misconception(
        "not_divided",
        lambda dn, a, g, eps: _back(dn, a, g, eps, "ms"),
        "the division by σ is missing. â = (a - μ) / σ, so what comes back is divided by σ as well.",
    ),
    Misconception(
        "no_gain",
        lambda dn, a, g, eps: (
            right.layer_norm_backward(dn, a, np.ones_like(g), eps)[0],
            *right.layer_norm_backward(dn, a, g, eps)[1:],
        ),
        "da leaves out the gain: dâ is γ ∘ dn.",
    ),
    Misconception(
        "batch_mean",
        lambda dn, a, g, eps: (
            right.layer_norm_backward(dn, a, g, eps)[0],
            *(part / len(a) for part in right.layer_norm_backward(dn, a, g, eps)[1:]),
        ),
        "dgamma and dbeta are means over the batch. A parameter that serves every vector gets the sum.",
    ),
    Misconception(
        "gain_inside",
        lambda dn, a, g, eps: (
            right.layer_norm_backward(dn, a, g, eps)[0],
            right.layer_norm_backward(dn, a, g, eps)[1] * g,
            right.layer_norm_backward(dn, a, g, eps)[2],
        ),
        "dgamma is made from γ ∘ dn. n = γ ∘ â + β, so the derivative by γ is â, without another γ.",
    ),
    Misconception(
        "over_the_batch",
        lambda dn, a, g, eps: _back(dn, a, g, eps, "msd", axis=0),
        "the two means are taken over the batch, for each unit. They run over the entries of one vector, a row.",
    ),
    Misconception(
        "sums_for_means",
        lambda dn, a, g, eps: _back(dn, a, g, eps, "msd", times=a.shape[1]),
        "sums stand where means belong: each of the two is divided by the number of entries, H.",
    ),
    Misconception(
        "means_of_dn",
        lambda dn, a, g, eps: (_means_of_dn(dn, a, g, eps), *right.layer_norm_backward(dn, a, g, eps)[1:]),
        "the two means are taken of dn. What reaches â is dâ = γ ∘ dn, and the means are of that.",
    ),
    Misconception(
        "a_for_a_hat",
        lambda dn, a, g, eps: (
            right.layer_norm_backward(dn, a, g, eps)[0],
            (dn * a).sum(0),
            right.layer_norm_backward(dn, a, g, eps)[2],
        ),
        "dgamma is made with a. The gain multiplies â, the normalised vector.",
    ),
)
