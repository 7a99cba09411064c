"""Task board.verdict: solved, helped, nothing or worse, by a rule."""

import numpy as np

from rnnlib.grading.spec import Case, Inputs, Section

from .interval import scores

Rng = np.random.Generator


def _solved(rng: Rng) -> Inputs:
    """One seed of five fails, and the interval holds 0."""
    fix = rng.permutation([0.97, 0.98, 0.96, 0.99, 0.03])
    return {"fix": fix, "plain": np.where(fix < 0.5, 0.98, 0.6) + rng.uniform(-0.02, 0.02, 5)}


def _all_five(rng: Rng) -> Inputs:
    """All seeds of the fix reach 0.95, two of them just so, and the interval is above 0."""
    fix = rng.permutation([0.95, 0.95, 0.97, 0.98, 0.99])
    return {"fix": fix, "plain": fix - rng.uniform(0.4, 0.5, 5)}


def _three_of_five(rng: Rng) -> Inputs:
    fix, gain = rng.permutation([0.97, 0.99, 0.96, 0.93, 0.88]), scores(rng, rng.uniform(0.08, 0.09), 0.05)
    return {"fix": fix, "plain": fix - (gain["fix"] - gain["plain"])}


READ = Section("18_problems_and_fixes", "How a verdict is reached")
EQUATION = """\
solved = at least four of the five scores of the fix are ≥ 0.95
helped = not solved, low > 0 and mean ≥ 0.05
worse = not solved, high < 0 and mean ≤ -0.05; nothing = none of the three"""
WHY = (
    "A rule fixed before the runs cannot be bent to a favourite. It asks two things: whether there is a difference "
    "at all, and whether it is large enough to matter."
)

CASES = (
    Case(
        "four of five solve the task",
        _solved,
        hint="where four of the five seeds of the fix reach 0.95 it is solved (2), whatever the fifth does to "
        "mean and interval. Ask for this first.",
    ),
    Case(
        "all five do, and the gain is sure",
        _all_five,
        hint="where at least four of the five seeds reach 0.95 the verdict is solved (2), also where all of them do, "
        "and where the interval alone would say helped. 0.95 itself counts.",
    ),
    Case(
        "three of five do",
        _three_of_five,
        hint="where three of the five seeds reach 0.95 that is one too few for solved, however high their mean. The "
        "interval decides then: all of it is above 0, as "
        "it must be, and the mean is at least 0.05, so the fix helped (1).",
    ),
    Case(
        "a sure gain, too small to count",
        lambda rng: scores(rng, rng.uniform(0.03, 0.04), 0.01),
        hint="where the interval leaves out 0, but the mean gain is less than 0.05, the verdict is nothing (0): the rule "
        "asks for both.",
    ),
    Case(
        "a sure loss, too small to count",
        lambda rng: scores(rng, -rng.uniform(0.03, 0.04), 0.01),
        hint="where the interval leaves out 0, but the mean loss is less than 0.05, the verdict is nothing (0): the rule "
        "asks for both.",
    ),
    Case(
        "a large gain that may be luck",
        lambda rng: scores(rng, rng.uniform(0.08, 0.1), 0.15),
        hint="where the mean gain is large, but 0 lies within the interval, the verdict is nothing (0): so few seeds "
        "cannot tell it from luck.",
    ),
    Case(
        "a large loss that may be luck",
        lambda rng: scores(rng, -rng.uniform(0.08, 0.1), 0.15),
        hint="where the mean loss is large, but 0 lies within the interval, the verdict is nothing (0): so few seeds "
        "cannot tell it from luck.",
    ),
    Case(
        "a fix that does harm",
        lambda rng: scores(rng, -rng.uniform(0.08, 0.09), 0.05),
        hint="where the whole interval is below 0 and the mean is at most -0.05 the fix is worse (-1). Its high end need not be "
        "below -0.05 too.",
    ),
)
