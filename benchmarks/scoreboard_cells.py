"""The scoreboard: every problem against every fix. Give names of problems to run these rows alone.

For each cell the learning rate and the clipping threshold are chosen by the mean score on the validation
sequences over the tuning seeds, after half the updates, on a grid that is the same for all fixes of a row;
five fresh seeds are then trained with them. Every run goes to rnnlib/data/experiments/scoreboard/, a file for
each cell.
"""

import sys
from itertools import product

from scoreboard.fixes import FIXES
from scoreboard.problems import PROBLEMS
from scoreboard.training import run
from stored_runs import FOLDER, Row, stored_runs

from rnnlib.data.scoreboard import FRESH_SEEDS, SENSELESS, chosen, slug


def tuning(problem: str, fix: str) -> list[Row]:
    """Return the settings among which one is chosen."""
    row, column = PROBLEMS[problem], FIXES[fix]
    clips = row.clips if column.clips is None else column.clips
    return [
        {"problem": problem, "fix": fix, "lr": lr, "clip": clip, "seed": seed, "looks": row.looks // 2}
        for lr, clip, seed in product(row.rates, clips, row.tuning_seeds)
    ]


def cell(problem: str, fix: str) -> None:
    """Run what is not stored yet of one cell."""
    name, settings = f"scoreboard/{slug(problem)}__{slug(fix)}", tuning(problem, fix)
    best = chosen(stored_runs(name, run, settings))
    fresh = [{"problem": problem, "fix": fix, **best, "seed": seed} for seed in FRESH_SEEDS]
    stored_runs(name, run, settings + fresh)


if __name__ == "__main__":
    (FOLDER / "scoreboard").mkdir(exist_ok=True)
    for problem in sys.argv[1:] or PROBLEMS:
        for fix in FIXES:
            if (problem, fix) not in SENSELESS:
                cell(problem, fix)
