"""Task clipping.threshold: a threshold from the norms of a run."""

import numpy as np

from rnnlib.grading.spec import Case, Inputs, Misconception, Section

Array = np.ndarray
Rng = np.random.Generator


def _norms(rng: Rng, infinite: int) -> Inputs:
    norms = np.exp(rng.normal(0.5, 1.0, 25))
    norms[rng.choice(25, infinite, replace=False)] = np.inf
    return {"norms": norms, "multiple": rng.uniform(0.7, 1.5)}


def _finite(norms: Array) -> Array:
    return norms[np.isfinite(norms)]


READ = Section("10_clipping", "Choosing the threshold")
EQUATION = """\
threshold = multiple · mean of the norms that are finite
share = (number of norms above the threshold) / (number of all norms)"""
WHY = (
    "One infinite norm makes the mean infinite, and an infinite threshold clips nothing. A mean of norms is "
    "made by its largest members, which is why the share that is clipped is worth a look."
)

CASES = (
    Case("norms of a run", lambda rng: _norms(rng, 0)),
    Case("a run that overflowed twice", lambda rng: _norms(rng, 2), main=True),
)

MISCONCEPTIONS = (
    Misconception(
        "median",
        lambda norms, multiple: (
            multiple * np.median(_finite(norms)),
            np.mean(norms > multiple * np.median(_finite(norms))),
        ),
        "this is a multiple of the median. The task asks for the mean.",
    ),
    Misconception(
        "below",
        lambda norms, multiple: (
            multiple * np.mean(_finite(norms)),
            np.mean(norms <= multiple * np.mean(_finite(norms))),
        ),
        "this is the share of the updates that are left alone. Clipped are the norms above θ.",
    ),
    Misconception(
        "infinite_kept",
        lambda norms, multiple: (multiple * np.mean(norms), np.mean(norms > multiple * np.mean(norms))),
        "an infinite norm was averaged with the others, and the threshold became infinite.",
    ),
    Misconception(
        "share_of_finite",
        lambda norms, multiple: (
            multiple * np.mean(_finite(norms)),
            np.mean(_finite(norms) > multiple * np.mean(_finite(norms))),
        ),
        "the share leaves the infinite norms out. They are above any threshold, so they count, in both numbers.",
    ),
    Misconception(
        "count",
        lambda norms, multiple: (
            multiple * np.mean(_finite(norms)),
            float(np.sum(norms > multiple * np.mean(_finite(norms)))),
        ),
        "the second number is a count. The share is the count over the number of all norms.",
    ),
)
