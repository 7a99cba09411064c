"""The scoreboard: eight problems of recurrent networks, every fix, and the verdict that the stored runs give.

`benchmarks/scoreboard_cells.py` trains the networks; each cell is a file of its own.
"""

import json
import re
from importlib import resources
from typing import Any, NamedTuple

import numpy as np

from rnnlib.data import scoreboard_texts as texts

Row = dict[str, Any]

PLAIN = "plain tanh"
UNCLIPPED = "plain tanh, never clipped"
PROBLEMS = tuple(texts.PROBLEMS)
FIXES = tuple(texts.FIXES)
SENSELESS, NOT_MEASURED = texts.SENSELESS, texts.NOT_MEASURED
COSTS = "slow training"  # the problem that is judged by what learning costs, and not by a score
WORDS = ("solved", "helped", "nothing", "worse", NO_SENSE := "no sense", UNKNOWN := "not measured")
FRESH_SEEDS = range(5)
SOLVED, ENOUGH = 0.95, 4  # the score that counts as solved, and how many of the five seeds must have it
LEAST = 0.05  # the least mean difference of scores that counts
CHEAPER, FAR_CHEAPER = 1.25, 10.0  # the same for costs, as ratios
STUDENT = 2.776  # 95 % interval of a mean of five, t with four degrees of freedom


class Verdict(NamedTuple):
    """What a cell says.

    Attributes
    ----------
    word : "solved", "helped", "nothing" or "worse"
    fix, plain : the scores of the five seeds; in the row "slow training" the costs, in updates of the plain
        network
    difference, low, high : the mean of fix − plain, seed by seed, and its 95 % interval; of costs, how many
        times cheaper the fix is, as a factor
    """

    word: str
    fix: list[float]
    plain: list[float]
    difference: float
    low: float
    high: float


def slug(name: str) -> str:
    """Return the name of a problem or a fix as it stands in a file's."""
    return re.sub(r"\W+", "_", name.lower())


def cell(problem: str, fix: str) -> list[Row]:
    """Return the stored runs of one cell, first those that chose the setting.

    Raises
    ------
    ValueError
        If the cell is not stored, or not whole.
    """
    name = f"{slug(problem)}__{slug(fix)}.json"
    file = resources.files(__package__) / "experiments" / "scoreboard" / name
    if not file.is_file():
        raise ValueError(f"fix: expected a cell that is stored, got {fix!r} for {problem!r}")
    rows = list(json.loads(file.read_text(encoding="utf-8")))
    if [row["seed"] for row in rows[-len(FRESH_SEEDS) :]] != list(FRESH_SEEDS):
        raise ValueError(f"fix: expected a whole cell, got {fix!r} for {problem!r} without its fresh seeds")
    return rows


def chosen(rows: list[Row]) -> Row:
    """Return the rate and the threshold with the highest mean validation score, to two digits.

    Of equal ones the quickest is taken, then the smaller rate, then the one without clipping.

    Parameters
    ----------
    rows : the runs of the tuning seeds
    """

    def merit(setting: tuple[float, float | None]) -> tuple[float, float, float, bool]:
        of_it = [row for row in rows if (row["lr"], row["clip"]) == setting]
        score = float(np.mean([row["curve"][-1] for row in of_it]))
        updates = float(np.mean([row["updates"] for row in of_it]))
        return round(score, 2), -updates, -setting[0], setting[1] is None

    lr, clip = max({(row["lr"], row["clip"]) for row in rows}, key=merit)
    return {"lr": lr, "clip": clip}


def fresh(problem: str, fix: str) -> list[Row]:
    """Return the runs of the five fresh seeds."""
    return cell(problem, fix)[-len(FRESH_SEEDS) :]


def interval(fix: list[float], plain: list[float]) -> tuple[float, float, float]:
    """Return the mean of fix − plain, seed by seed, and the ends of its 95 % interval."""
    difference = np.subtract(fix, plain)
    half = STUDENT * difference.std(ddof=1) / len(difference) ** 0.5
    return float(difference.mean()), float(difference.mean() - half), float(difference.mean() + half)


def judged(fix: list[float], plain: list[float]) -> Verdict:
    """Return the verdict on scores, under a rule that was fixed before the runs.

    *Solved*: at least four of the five seeds reach 0.95. *Helped* or *worse*: the 95 % interval of the
    difference, seed by seed, leaves out 0, and its mean is at least 0.05. *Nothing*: neither.
    """
    mean, low, high = interval(fix, plain)
    word = "nothing"
    if sum(score >= SOLVED for score in fix) >= ENOUGH:
        word = "solved"
    elif low > 0 and mean >= LEAST:
        word = "helped"
    elif high < 0 and mean <= -LEAST:
        word = "worse"
    return Verdict(word, fix, plain, mean, low, high)


def judged_costs(fix: list[float], plain: list[float]) -> Verdict:
    """Return the verdict on what it costs to learn the names.

    *Solved*: ten times cheaper. *Helped* or *worse*: the 95 % interval of the ratio leaves out 1, and its
    mean is at least 1.25 one way or the other. *Nothing*: neither.
    """
    ratios = (2.0**x for x in interval(list(-np.log2(fix)), list(-np.log2(plain))))
    mean, low, high = ratios
    word = "nothing"
    if low > 1 and mean >= CHEAPER:
        word = "solved" if mean >= FAR_CHEAPER else "helped"
    elif high < 1 and mean <= 1 / CHEAPER:
        word = "worse"
    return Verdict(word, fix, plain, mean, low, high)


def verdict(problem: str, fix: str) -> Verdict:
    """Return what the stored runs say of a cell.

    Raises
    ------
    ValueError
        If a cell that this needs is not stored.
    """
    pair = (fix, baseline(fix))
    if problem == COSTS:
        return judged_costs(*map(costs, pair))
    return judged(*([row["score"] for row in fresh(problem, name)] for name in pair))


def measured(problem: str, fix: str) -> bool:
    """Say whether the runs of a cell are stored, and those of the plain network beside it."""
    try:
        verdict(problem, fix)
    except ValueError:
        return False
    return True


def word(problem: str, fix: str) -> str:
    """Return the word of a cell: its verdict, or "no sense" or "not measured" where it is listed as such.

    Raises
    ------
    ValueError
        If a cell is neither stored nor listed.
    """
    if (problem, fix) in SENSELESS:
        return NO_SENSE
    if (problem, fix) in NOT_MEASURED and not measured(problem, fix):
        return UNKNOWN
    return verdict(problem, fix).word


def baseline(fix: str) -> str:
    """Return the plain network that a fix is compared with."""
    return UNCLIPPED if fix == "clipping" else PLAIN


def costs(fix: str) -> list[float]:
    """Return what each fresh seed takes to learn the names, in updates of the plain network.

    A seed that has not learned them when its updates are used up counts with all of them.
    """
    file = resources.files(__package__) / "experiments" / "scoreboard" / "update_costs.json"
    if not file.is_file():
        raise ValueError(f"fix: expected costs that are stored, got {fix!r}")
    ratio = {row["fix"]: row["ratio"] for row in json.loads(file.read_text(encoding="utf-8"))}
    same = PLAIN if fix == UNCLIPPED else fix
    return [row["updates"] * ratio[same] for row in fresh(COSTS, fix)]
