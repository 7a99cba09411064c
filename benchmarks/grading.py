"""What grading costs: seconds a notebook, and the judge's own peak memory when a submission aims at it.

Every row is measured in a process of its own. Results go to benchmarks/results/grading.json.
"""

import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from report import Row, machine, store, today

ROUNDS = 5
SOURCES = Path(__file__).parent.parent / "exercises" / "sources"

# Values that a submission writes straight to where its results are read, as Python.
FORGED = {
    "an honest value": "{'none': True}",
    "a nested list of 40,000 entries": "{'items': [{'items': [{'none': True}] * 200}] * 200}",
    "a key of 200,000 letters over 4,000 entries": (
        "{'entries': {'k' * 200_000: {'items': [{'none': True}] * 4000}}}"
    ),
}
FORGER = """
import json, os
def rnn_states(*_):
    for case in (0, 1):
        observed = {{"value": {value}, "modified": []}}
        line = {{"task": "forward.states", "attempt": "last", "case": case, "observed": observed}}
        data = (json.dumps(line) + "\\n").encode()
        for fd in range(3, 32):
            try: os.write(fd, data)
            except OSError: pass
    os._exit(0)
"""


def submission(folder: str, *cells: str) -> Path:
    code = [{"cell_type": "code", "metadata": {}, "source": cell, "outputs": []} for cell in cells]
    path = Path(folder) / "01_forward_pass.ipynb"
    path.write_text(json.dumps({"cells": code, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    return path


def attacked(value: str) -> Row:
    """Grade a submission that forges this value; a process keeps the highest peak it ever had."""
    import resource

    from rnnlib.grading.grade import grade

    begin = time.perf_counter()
    with TemporaryDirectory() as folder:
        report = grade(submission(folder, FORGER.format(value=value)))
    seconds = time.perf_counter() - begin
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    return {"seconds": round(seconds, 2), "peak MB": round(peak), "earned": report.earned}


def graded(path: Path) -> Row:
    """Grade a master a few times."""
    from rnnlib.grading.grade import grade

    seconds = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        report = grade(path)
        seconds.append(time.perf_counter() - begin)
    return {"seconds": round(median(seconds), 2), "earned": report.earned, "points": report.points}


def main() -> None:
    """Measure, print and store."""
    masters = {path.parent.name: path for path in sorted(SOURCES.glob("*/master.ipynb"))}
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        notebooks = {name: pool.submit(graded, path).result() for name, path in masters.items()}
        forged = {name: pool.submit(attacked, value).result() for name, value in FORGED.items()}
    for name, row in {**notebooks, **forged}.items():
        print(f"{name:44}" + "".join(f"{what:>10} {value:<6}" for what, value in row.items()))
    store(
        "grading.json",
        {"machine": machine("numpy"), "date": today(), "notebooks": notebooks, "forged": forged},
    )


if __name__ == "__main__":
    main()
