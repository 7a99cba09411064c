"""Task board.choose: the setting of one side, by its tuning runs."""

import numpy as np

from rnnlib.grading.spec import Case, Inputs, Misconception, Section

Array = np.ndarray
Rng = np.random.Generator
RATES = np.array([0.001, 0.003, 0.01, 0.03])


def _inputs(
    rng: Rng, means: list[float], updates: list[list[int]], equal: tuple[int, ...], lower: int
) -> Inputs:
    """Return two tuning runs for each setting, with these means; those that count as equal in this order.

    Whether their mean is rounded or each run comes to the same, except for the setting `lower`: with its runs
    rounded one by one, the mean is half a hundredth lower.
    """
    order = [*equal]
    order.insert(rng.integers(len(RATES)), 0)
    wide = rng.choice([0.01, 0.02], len(RATES)) + rng.uniform(-0.0005, 0.0005, len(RATES))
    wide[lower] += 0.005
    scores = np.stack([means + wide, means - wide], axis=1)
    return {"scores": scores[order], "updates": np.array(updates)[order], "rates": RATES[order]}


def _lucky(rng: Rng) -> Inputs:
    """One setting has the best single run, another the best worst run, a third the best mean."""
    order = rng.permutation(len(RATES))
    scores = np.array([[0.973, 0.413], [0.752, 0.731], [0.637, 0.548], [0.926, 0.653]])
    updates = np.array([[500, 700], [300, 310], [100, 120], [900, 950]])
    return {"scores": scores[order], "updates": updates[order], "rates": RATES[order]}


READ = Section("18_problems_and_fixes", "How a verdict is reached")
EQUATION = """\
merit = mean of the scores over the tuning seeds, to two digits
chosen = the highest merit; of equal ones the fewest updates; of these the smallest rate"""
WHY = (
    "A rule that is written down before the runs leaves nothing to taste afterwards. Both sides of a comparison "
    "are tuned by the same one, on seeds that the comparison does not use."
)

CASES = (
    Case("one run with luck", _lucky),
    Case(
        "scores that differ in the third digit",
        lambda rng: _inputs(
            rng,
            [0.8446, 0.8542, 0.8515, 0.8487],
            [[95, 105], [400, 700], [595, 605], [350, 650]],
            equal=(1, 3, 2),
            lower=3,
        ),
    ),
    Case(
        "equal in both, the smaller rate first",
        lambda rng: _inputs(
            rng,
            [0.42, 0.912, 0.9081, 0.913],
            [[150, 250], [440, 460], [300, 1100], [440, 460]],
            equal=(2, 1, 3),
            lower=2,
        ),
    ),
    Case(
        "equal in both, the larger rate first",
        lambda rng: _inputs(
            rng,
            [0.42, 0.8681, 0.872, 0.873],
            [[150, 250], [440, 460], [300, 1100], [440, 460]],
            equal=(2, 3, 1),
            lower=1,
        ),
    ),
)


def _chosen(
    scores: Array,
    updates: Array,
    rates: Array,
    by: str = "mean",
    digits: int = 2,
    steps: str = "mean",
    last: int = 1,
) -> tuple[float, float]:
    merit = getattr(np, by)(scores, axis=1)
    cost = getattr(np, steps)(updates, axis=1) if steps else 0 * rates
    best = np.lexsort((last * rates, cost, -np.round(merit, digits)))[0]
    return rates[best], scores.mean(1)[best]


def _in_line(scores: Array, updates: Array, rates: Array, last: int = 1) -> tuple[float, float]:
    place, mean = _chosen(scores, updates, np.arange(len(rates)), last=last)
    return rates[int(place)], mean


def _first(scores: Array, updates: Array, rates: Array) -> tuple[float, float]:
    best = np.argmax(np.round(scores.mean(1), 2))
    return rates[best], scores.mean(1)[best]


def _within(scores: Array, updates: Array, rates: Array) -> tuple[float, float]:
    mean = scores.mean(1)
    cost = np.where(mean > mean.max() - 0.01, updates.mean(1), np.inf)
    best = np.lexsort((rates, cost))[0]
    return rates[best], mean[best]


def _last(scores: Array, updates: Array, rates: Array) -> tuple[float, float]:
    return _first(scores[::-1], updates[::-1], rates[::-1])


def _rounded(scores: Array, updates: Array, rates: Array) -> tuple[float, float]:
    return _chosen(np.round(scores, 2), updates, rates, digits=12)


def _rounded_scores(scores: Array, updates: Array, rates: Array) -> tuple[float, float]:
    rate, _ = _rounded(scores, updates, rates)
    return rate, scores[rates == rate].mean()


def _most_updates(scores: Array, updates: Array, rates: Array) -> tuple[float, float]:
    return _chosen(scores, -updates, rates)


ROUNDED_SCORES = "each score is rounded before the mean is taken. Take the mean first, then round it."

# Those of the mean alone stand first: beside a wrong rate, too, the mean is theirs.
MISCONCEPTIONS = (
    Misconception(
        "rounded_mean",
        lambda s, u, r: (_chosen(s, u, r)[0], np.round(_chosen(s, u, r)[1], 2)),
        "the mean score came back to two digits. Round to compare; return the mean itself.",
    ),
    Misconception(
        "highest_mean",
        lambda s, u, r: (_chosen(s, u, r)[0], s.mean(1).max()),
        "beside the rate stands the highest mean of all, which may be that of another rate.",
    ),
    Misconception(
        "best_run",
        lambda s, u, r: _chosen(s, u, r, by="max"),
        "the setting with the best single run is chosen. One seed may be lucky: take the mean over the seeds.",
    ),
    Misconception(
        "worst_run",
        lambda s, u, r: _chosen(s, u, r, by="min"),
        "the setting whose worst run is best is chosen. The rule takes the mean over the seeds.",
    ),
    Misconception(
        "all_digits",
        lambda s, u, r: _chosen(s, u, r, digits=12),
        "the means are compared to all their digits, so the updates never have a say. Scores that agree to two "
        "digits count as equal.",
    ),
    Misconception(
        "no_updates",
        lambda s, u, r: _chosen(s, u, r, steps=""),
        "of equal scores the smallest rate is taken at once. The updates come first: fewer are better.",
    ),
    Misconception(
        "largest_rate",
        lambda s, u, r: _chosen(s, u, r, last=-1),
        "of settings with equal scores and updates the largest rate is chosen. The rule takes the smallest.",
    ),
    Misconception(
        "first_of_equal",
        _in_line,
        "of settings with equal scores and updates the first in line is chosen. The rates come in any order: "
        "compare them, and take the smallest.",
    ),
    Misconception(
        "last_of_equal",
        lambda s, u, r: _in_line(s, u, r, last=-1),
        "of settings with equal scores and updates the last in line is chosen. The rates come in any order: "
        "compare them, and take the smallest.",
    ),
    Misconception(
        "rounded_scores",
        _rounded_scores,
        ROUNDED_SCORES,
    ),
    Misconception(
        "rounded_scores_returned",
        _rounded,
        ROUNDED_SCORES,
    ),
    Misconception(
        "most_updates",
        _most_updates,
        "of equal scores the one with the most updates is chosen. The rule takes the fewest.",
    ),
    Misconception(
        "first_in_line",
        _first,
        "of equal scores the first in line is chosen. That is an accident of the order: fewer updates decide, and "
        "then the smaller rate.",
    ),
    Misconception(
        "last_in_line",
        _last,
        "of equal scores the last in line is chosen. That is an accident of the order: fewer updates decide, and "
        "then the smaller rate.",
    ),
    Misconception(
        "one_run",
        lambda s, u, r: _chosen(s, u, r, steps="min"),
        "of equal scores the updates of a single run decide. Take their mean over the seeds, as with the scores.",
    ),
    Misconception(
        "slowest_run",
        lambda s, u, r: _chosen(s, u, r, steps="max"),
        "of equal scores the updates of the slowest run decide. Take their mean over the seeds.",
    ),
    Misconception(
        "within",
        _within,
        "all scores within 0.01 of the best are taken for equal. The rule rounds each mean to two digits and "
        "compares those.",
    ),
    Misconception(
        "index",
        lambda s, u, r: (np.flatnonzero(r == _chosen(s, u, r)[0])[0], _chosen(s, u, r)[1]),
        "the place of the setting came back. Asked is its rate: rates at that place.",
    ),
    Misconception(
        "over_the_rates",
        lambda s, u, r: (r[s.mean(0).round(2).argmax()], s.mean(0)[s.mean(0).round(2).argmax()]),
        "the mean is taken over the rates, for each seed. A row belongs to one rate, so it runs along the rows: "
        "axis=1.",
    ),
    Misconception(
        "worst_setting",
        lambda s, u, r: (_chosen(-s, u, r)[0], -_chosen(-s, u, r)[1]),
        "the setting with the lowest mean is chosen. A score is better the higher it is.",
    ),
)
