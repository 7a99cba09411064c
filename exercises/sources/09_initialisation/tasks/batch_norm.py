"""Task init.batch_norm: batch norm, step by step."""

from collections.abc import Callable

import numpy as np

from rnnlib.grading.draw import vector
from rnnlib.grading.master import solutions
from rnnlib.grading.spec import Case, Misconception, Section

READ = Section("11_initialisation", "Batch norm, step by step")
EQUATION = """\
training: mean and variance over the batch, (T, H); average ← (1 - m) average + m · each
otherwise: the running averages
v̂ = (v - mean) / √(variance + ε)"""
WHY = (
    "The states of the first steps are spread otherwise than those of later ones, so every step keeps averages of "
    "its own. After training one sequence gets the answer that it would get in company."
)

right = solutions(__file__)  # the master's


def _draw(rng: np.random.Generator, training: bool) -> dict[str, object]:
    T, B, H = 3, 5, 4
    return {
        "v": vector(rng, T, B, H) * rng.uniform(0.5, 2, (T, 1, H)) + rng.normal(size=(T, 1, H)),
        "mean": vector(rng, T, H),
        "variance": rng.uniform(0.5, 2, (T, H)),
        "training": training,
        "momentum": 0.3,
        "eps": 0.05,
    }


CASES = (
    Case("evaluation: the running averages", lambda rng: _draw(rng, False)),
    Case("training: the statistics of the batch", lambda rng: _draw(rng, True)),
)

Array = np.ndarray
Three = tuple[Array, Array, Array]


def _by(
    v: Array, m: Array, s: Array, training: bool, momentum: float, eps: float, axes: tuple[int, ...]
) -> Three:
    """Return what statistics over other axes than the batch give."""
    if not training:
        return right.batch_norm(v, m, s, training, momentum, eps)
    mu, var = v.mean(axes, keepdims=True), v.var(axes, keepdims=True)
    v_hat = (v - mu) / np.sqrt(var + eps)
    new = [(1 - momentum) * old + momentum * now[:, 0] for old, now in ((m, mu), (s, var))]
    return v_hat, new[0], new[1]


def _with_variance(
    v: Array,
    m: Array,
    s: Array,
    training: bool,
    momentum: float,
    eps: float,
    variance: Callable[[Array], Array],
) -> Three:
    """Return what another variance gives while training."""
    if not training:
        return right.batch_norm(v, m, s, training, momentum, eps)
    var = variance(v)
    new_m = (1 - momentum) * m + momentum * v.mean(1)
    return (
        (v - v.mean(1)[:, None]) / np.sqrt(var[:, None] + eps),
        new_m,
        (1 - momentum) * s + momentum * var,
    )


def _averages_used(v: Array, m: Array, s: Array, training: bool, momentum: float, eps: float) -> Three:
    _, new_m, new_s = right.batch_norm(v, m, s, training, momentum, eps)
    return (v - new_m[:, None]) / np.sqrt(new_s[:, None] + eps), new_m, new_s


MISCONCEPTIONS = (
    Misconception(
        "all_steps_together",
        lambda v, m, s, tr, mo, eps: _by(v, m, s, tr, mo, eps, (0, 1)),
        "the statistics are taken over all steps together. Every step has its own, over the batch alone: axis 1.",
    ),
    Misconception(
        "over_the_units",
        lambda v, m, s, tr, mo, eps: _by(v, m, s, tr, mo, eps, (2,)),
        "mean and variance are taken over the units: that is layer norm. Batch norm takes them over the batch.",
    ),
    Misconception(
        "momentum_exchanged",
        lambda v, m, s, tr, mo, eps: right.batch_norm(v, m, s, tr, 1 - mo, eps),
        "the old average and the new statistic have each other's weights: momentum is the weight of the new one.",
    ),
    Misconception(
        "always_training",
        lambda v, m, s, tr, mo, eps: right.batch_norm(v, m, s, True, mo, eps),
        "`training` is not asked: the statistics of the batch are used in evaluation as well, and the averages are "
        "moved. A batch of one would be all zeros.",
    ),
    Misconception(
        "never_training",
        lambda v, m, s, tr, mo, eps: right.batch_norm(v, m, s, False, mo, eps),
        "`training` is not asked: the running averages are used while training, too, and nothing moves them.",
    ),
    Misconception(
        "averages_in_training",
        _averages_used,
        "while training, v is normalised with the running averages after their update. It takes the statistics of "
        "the batch; the averages are for later.",
    ),
    Misconception(
        "not_moved",
        lambda v, m, s, tr, mo, eps: (right.batch_norm(v, m, s, tr, mo, eps)[0], m, s),
        "v_hat is right, and the running averages come back as they were. Training has to move them.",
    ),
    Misconception(
        "sample_variance",
        lambda v, m, s, tr, mo, eps: _with_variance(v, m, s, tr, mo, eps, lambda a: a.var(1, ddof=1)),
        "this variance divides by B - 1. The task uses np.var as it is, which divides by B.",
    ),
    Misconception(
        "deviation_averaged",
        lambda v, m, s, tr, mo, eps: (
            *right.batch_norm(v, m, s, tr, mo, eps)[:2],
            (1 - mo) * s + mo * v.std(1) if tr else s,
        ),
        "the running average is moved towards the deviation of the batch. It is an average of variances.",
    ),
    Misconception(
        "moved_in_evaluation",
        lambda v, m, s, tr, mo, eps: (
            right.batch_norm(v, m, s, tr, mo, eps)[0],
            *right.batch_norm(v, m, s, True, mo, eps)[1:],
        ),
        "the running averages are moved in evaluation as well. What the network meets in use must not change it.",
    ),
)
