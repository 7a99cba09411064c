"""Experiments that take longer than a chapter may: every run is stored as soon as it is done.

The rows go to rnnlib/data/experiments/, where `rnnlib.data.experiment` reads them. What is stored is not run
again, so that an experiment that was stopped goes on where it was; remove its file to run it from the start.
"""

import json
import os
import platform
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import rnnlib
from rnnlib.training import sweep

FOLDER = Path(rnnlib.__file__).parent / "data" / "experiments"

Row = dict[str, Any]


def stored_runs(
    name: str, run: Callable[..., Row], settings: Sequence[Row], executor: Executor | None = None
) -> list[Row]:
    """Return `setting | run(**setting)` for every setting, stored in the order of `settings`.

    Parameters
    ----------
    name : of the experiment
    run : a function of a module, which depends on its arguments alone (its seed is one) and returns what
        JSON can hold
    settings : dicts of arguments, of what JSON can hold
    executor : None for a process on each processor; else as in `sweep`

    Returns
    -------
    rows : with the "seconds" that each took and the "versions" it was made with
    """
    path = FOLDER / f"{name}.json"
    old = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    rows = {n: row for n, setting in enumerate(settings) for row in old if row.items() >= setting.items()}
    missing = [n for n in range(len(settings)) if n not in rows]
    print(f"{name}: {len(rows)} of {len(settings)} runs are stored", flush=True)

    def keep(k: int, row: Row) -> None:
        rows[missing[k]] = row
        lines = ",\n".join(json.dumps(rows[n]) for n in sorted(rows))
        path.with_suffix(".new").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
        path.with_suffix(".new").replace(path)  # whole, whenever it is stopped

    own = ProcessPoolExecutor(os.cpu_count() or 1) if executor is None else None
    try:
        sweep(partial(_timed, run), [{"setting": settings[n]} for n in missing], executor or own, keep=keep)
    finally:
        if own is not None:
            own.shutdown(cancel_futures=True)
    return [rows[n] for n in range(len(settings))]


def _timed(run: Callable[..., Row], setting: Row, rng: np.random.Generator) -> Row:
    """Run one setting; its randomness comes from a seed of its own, so the sweep's generator is not used."""
    start = time.perf_counter()
    result = run(**setting)
    return {
        **setting,
        **result,
        "seconds": round(time.perf_counter() - start, 2),
        "versions": f"Python {platform.python_version()}, NumPy {np.__version__}",
    }
