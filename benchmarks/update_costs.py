"""What one update of each fix costs on the names, in updates of the plain network, measured in turn.

Run it on a quiet machine. The rows go to rnnlib/data/experiments/scoreboard/update_costs.json.
"""

import json
import time

import numpy as np
from scoreboard import parts as network
from scoreboard.fixes import FIXES
from scoreboard.problems import PROBLEMS, training_names
from scoreboard.training import DTYPE, cast, gradients
from stored_runs import FOLDER

from rnnlib import Adam
from rnnlib.data.scoreboard import PLAIN, SENSELESS, UNCLIPPED

PROBLEM, ROUNDS, UPDATES = "slow training", 9, 10


def seconds(fix: str, seed: int) -> float:
    """Return the time of some updates of a fresh network."""
    row, column, rng = PROBLEMS[PROBLEM], FIXES[fix], np.random.default_rng(seed)
    length = round(row.length * column.share)
    tasks = [cast(training_names(length, row.batch * column.batch, rng)) for _ in range(UPDATES)]
    T, _, D = max((task.x.shape for task in tasks), key=lambda shape: shape[0])
    parts = column.network(row, D, tasks[0].output_size, T, dtype=DTYPE, rng=rng)
    optimizer = Adam(network.params(parts), 0.001)
    start = time.perf_counter()
    for task in tasks:
        optimizer.step(gradients(row, column, parts, task)[1])
    return time.perf_counter() - start


def main() -> None:
    """Take the fixes in turn, in every round each once, and store the median of the ratios."""
    fixes = [fix for fix in FIXES if fix != UNCLIPPED and (PROBLEM, fix) not in SENSELESS]
    rounds = [{fix: seconds(fix, seed) for fix in fixes} for seed in range(ROUNDS)]
    rows = []
    for fix in fixes:
        ratios = [times[fix] / times[PLAIN] for times in rounds]
        low, ratio, high = (round(float(q), 3) for q in np.quantile(ratios, (0.25, 0.5, 0.75)))
        rows.append({"fix": fix, "ratio": ratio, "quartiles": [low, high]})
    text = ",\n".join(json.dumps(row) for row in rows)
    (FOLDER / "scoreboard" / "update_costs.json").write_text(f"[\n{text}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
