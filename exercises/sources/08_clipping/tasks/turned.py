"""Task clipping.turned: how far clipping by value turns a gradient."""

import numpy as np

from rnnlib.grading.spec import Case, Inputs, Misconception, Section

from .global_norm import Arrays, Rng, flat, gradients


def _cut(grads: Arrays, limit: float) -> Arrays:
    return {name: np.clip(g, -limit, limit) for name, g in grads.items()}


def _cosine(one: np.ndarray, other: np.ndarray) -> float:
    return min(1.0, float(one @ other / np.linalg.norm(one) / np.linalg.norm(other)))


def _turned(grads: Arrays, cut: Arrays) -> float:
    return float(np.degrees(np.arccos(_cosine(flat(grads), flat(cut)))))


def _draw(rng: Rng, share: float) -> Inputs:
    grads = gradients(rng)
    return {"grads": grads, "limit": float(np.quantile(np.abs(flat(grads)), 1 - share))}


READ = Section("10_clipping", "By norm or by value")
EQUATION = """\
c = every entry of ∇L, cut to the interval from -limit to limit
cos(angle) = ∇L · c / (‖∇L‖ ‖c‖), over all entries of all arrays"""
WHY = (
    "The angle is one of the whole gradient: an array whose entries are all cut alike has turned "
    "against the others even if its own direction is the same."
)

CASES = (
    Case("one entry in ten is cut", lambda rng: _draw(rng, 0.1)),
    Case("nearly all entries are cut", lambda rng: _draw(rng, 0.9)),
)

MISCONCEPTIONS = (
    Misconception(
        "cosine",
        lambda grads, limit: _cosine(flat(grads), flat(_cut(grads, limit))),
        "this is the cosine of the angle.",
    ),
    Misconception(
        "radians",
        lambda grads, limit: np.radians(_turned(grads, _cut(grads, limit))),
        "the angle is in radians. np.degrees makes degrees of it.",
    ),
    Misconception(
        "one_norm",
        lambda grads, limit: np.degrees(
            np.arccos(flat(grads) @ flat(_cut(grads, limit)) / (flat(grads) @ flat(grads)))
        ),
        "the product is divided by the square of one norm. Each of the two vectors has a norm of its own.",
    ),
    Misconception(
        "one_side",
        lambda grads, limit: _turned(grads, {name: np.minimum(g, limit) for name, g in grads.items()}),
        "only entries above the limit are cut. Those below -limit have to be cut as well.",
    ),
    Misconception(
        "dropped",
        lambda grads, limit: _turned(
            grads, {name: np.where(np.abs(g) > limit, 0, g) for name, g in grads.items()}
        ),
        "what is beyond the limit is set to zero. It is set to the limit, with its sign.",
    ),
    Misconception(
        "sign_lost",
        lambda grads, limit: _turned(
            grads, {name: np.minimum(np.abs(g), limit) for name, g in grads.items()}
        ),
        "the entries have lost their signs. Cut to the interval from -limit to limit.",
    ),
    Misconception(
        "by_norm",
        lambda grads, limit: 0.0,
        "the angle is 0, as it is when one factor shrinks all entries: clipping by norm never turns a gradient. "
        "Here each entry is cut by itself to the interval from -limit to limit.",
    ),
    Misconception(
        "mean_of_arrays",
        lambda grads, limit: np.mean(
            [_turned({name: g}, _cut({name: g}, limit)) for name, g in grads.items()]
        ),
        "the angles of the arrays are averaged. All arrays together are one vector, with one angle.",
    ),
)
