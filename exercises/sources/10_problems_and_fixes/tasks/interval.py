"""Task board.interval: the interval of a difference over seeds."""

import numpy as np

from rnnlib.grading.spec import Case, Inputs, Misconception, Section

Array = np.ndarray
Three = tuple[float, float, float]
STUDENT = 2.776


def scores(rng: np.random.Generator, gain: float, wide: float) -> Inputs:
    """Return the scores of five seeds, of a fix and of the plain network, that share what the seed brings."""
    seed = rng.uniform(0.3, 0.55, 5)
    noise = rng.permutation([-1.2, -0.7, 0.1, 0.5, 1.3]) * rng.uniform(0.9, 1.1, 5)
    return {"fix": seed + gain + wide * (noise - noise.mean()), "plain": seed}


def _around(d: Array, half: float) -> Three:
    return d.mean(), d.mean() - half, d.mean() + half


def _of(fix: Array, plain: Array, ddof: int = 1, t: float = STUDENT, n: float = 5**0.5) -> Three:
    d = fix - plain
    return _around(d, t * d.std(ddof=ddof) / n)


def _unpaired(fix: Array, plain: Array) -> Three:
    return _around(fix - plain, STUDENT * np.sqrt((fix.var(ddof=1) + plain.var(ddof=1)) / 5))


READ = Section("18_problems_and_fixes", "How a verdict is reached")
EQUATION = """\
d_s = fix_s - plain_s for each seed s
half = 2.776 · √(Σ (d_s - mean(d))² / 4) / √5
low = mean(d) - half, high = mean(d) + half"""
WHY = (
    "Both sides of a pair saw the same seed, and what it brings cancels in the difference. Unpaired, the luck of "
    "the seeds would widen the interval."
)

CASES = (
    Case("a fix that gains", lambda rng: scores(rng, rng.uniform(0.1, 0.2), 0.05)),
    Case("a fix that loses", lambda rng: scores(rng, -rng.uniform(0.1, 0.2), 0.1)),
)

MISCONCEPTIONS = (
    Misconception(
        "unpaired",
        _unpaired,
        "the two sides are treated as if they had nothing in common: their variances are added. Take the difference "
        "seed by seed, and its deviation.",
    ),
    Misconception(
        "by_n",
        lambda fix, plain: _of(fix, plain, ddof=0),
        "this deviation divides by 5, as np.std does by itself. With five numbers for the mean and the deviation "
        "it is 4: ddof=1.",
    ),
    Misconception(
        "deviation",
        lambda fix, plain: _of(fix, plain, n=1.0),
        "the half width is that of a single seed. A mean of five is steadier: divide by √5.",
    ),
    Misconception(
        "divided_by_n",
        lambda fix, plain: _of(fix, plain, n=5.0),
        "it is divided by 5. The deviation of a mean of five falls with the root: √5.",
    ),
    Misconception(
        "normal",
        lambda fix, plain: _of(fix, plain, t=1.96),
        "1.96 belongs to a deviation that is known. Estimated from five seeds it is itself unsure, and 2.776 takes "
        "its place.",
    ),
    Misconception(
        "five_degrees",
        lambda fix, plain: _of(fix, plain, t=2.571),
        "2.571 is Student's t for six numbers. Five of them leave four degrees of freedom: 2.776.",
    ),
    Misconception(
        "deviations_subtracted",
        lambda fix, plain: _around(fix - plain, STUDENT * abs(fix.std(ddof=1) - plain.std(ddof=1)) / 5**0.5),
        "the deviations of the two sides are subtracted. Take the differences first, seed by seed, and then their "
        "deviation.",
    ),
    Misconception(
        "median",
        lambda fix, plain: (
            np.median(fix - plain),
            *(end - (fix - plain).mean() + np.median(fix - plain) for end in _of(fix, plain)[1:]),
        ),
        "the median of the differences stands where their mean belongs.",
    ),
    Misconception(
        "plain_first",
        lambda fix, plain: _of(plain, fix),
        "the difference is plain - fix. A fix that gains should have a positive one.",
    ),
    Misconception(
        "extremes",
        lambda fix, plain: ((fix - plain).mean(), (fix - plain).min(), (fix - plain).max()),
        "these are the smallest and the largest difference. The interval is one of the mean.",
    ),
    Misconception(
        "ends_exchanged",
        lambda fix, plain: (_of(fix, plain)[0], _of(fix, plain)[2], _of(fix, plain)[1]),
        "the ends are exchanged: the low one comes first.",
    ),
    Misconception(
        "half_width",
        lambda fix, plain: (_of(fix, plain)[0], _of(fix, plain)[2] - _of(fix, plain)[0]),
        "the mean and the half width came back. Asked are the mean and both ends.",
    ),
)
