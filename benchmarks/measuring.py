"""Times and memory: each contender in a process of its own, taking turns."""

import os
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from statistics import median, quantiles
from time import perf_counter, sleep
from typing import Any

import numpy as np
import worker
from contenders.problem import Problem

THREADS = 2
TOLERANCE = {"float32": 2e-5, "float64": 1e-10}  # of loss, gradients and their norm
WEIGHTS_TOLERANCE = {"float32": 2e-5, "float64": 1e-7}  # PyTorch adds 1e-6 to the norm it clips by
PAUSE = 0.03  # seconds between turns: the threads of the one before spin for about 25 ms before they sleep
TURN = 0.03  # seconds of a turn of short steps
WARM = (64, 32, 8, 64)  # H, B, T, D of the step that loads the libraries before memory is measured

Pools = dict[str, ProcessPoolExecutor]


def limit_threads() -> None:
    """Give every child two threads and, where that can be said, two processors: XLA heeds only those."""
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    os.environ.update(dict.fromkeys(names, str(THREADS)))
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])


class Disagreement(AssertionError):
    """Two contenders do not compute the same step."""


def check_agreement(name: str, ours: dict[str, Any], theirs: dict[str, Any], dtype: str) -> None:
    """Raise unless loss, gradient norm, every gradient and every updated weight agree, by norm."""
    for kind, expected in ours.items():
        got = theirs[kind]
        tolerance = (WEIGHTS_TOLERANCE if kind == "weights" else TOLERANCE)[dtype]
        pairs = {"": (got, expected)}
        if isinstance(expected, dict):
            if set(got) != set(expected):
                raise Disagreement(f"{name}: {kind} of {sorted(got)}, in rnnlib of {sorted(expected)}")
            pairs = {f"[{key!r}]": (got[key], expected[key]) for key in expected}
        for key, (a, b) in pairs.items():
            if np.shape(a) != np.shape(b):
                raise Disagreement(f"{name}: {kind}{key} has shape {np.shape(a)}, in rnnlib {np.shape(b)}")
            error = np.linalg.norm(np.subtract(a, b, dtype=np.float64)) / np.linalg.norm(b)
            if not error <= tolerance:
                raise Disagreement(f"{name}: {kind}{key} differs from rnnlib's by {error:.1e} of its norm")


@contextmanager
def processes(names: list[str]) -> Iterator[Pools]:
    """Give each name a process of its own."""
    pools = {name: ProcessPoolExecutor(1, mp_context=get_context("spawn")) for name in names}
    try:
        yield pools
    finally:
        for pool in pools.values():
            pool.shutdown(cancel_futures=True)


def call(pool: ProcessPoolExecutor, function: Callable[..., Any], *arguments: Any) -> Any:
    result = pool.submit(function, *arguments).result()
    sleep(PAUSE)
    return result


def take_turns(
    players: dict[Any, Callable[[], Any]], least: int, most: int, budget: float
) -> dict[Any, list[Any]]:
    """Call every player once a round, in a new order each time, until the `budget` of seconds is spent."""
    order, shuffle = list(players), random.Random(0).shuffle
    results: dict[Any, list[Any]] = {key: [] for key in players}
    start = perf_counter()
    while (done := len(results[order[0]])) < least or (done < most and perf_counter() - start < budget):
        shuffle(order)
        for key in order:
            results[key].append(players[key]())
    return results


def player(pool: ProcessPoolExecutor, problem: Problem) -> Callable[[], float]:
    """Return a turn: the median time of its steps."""
    (step_seconds,) = call(pool, worker.turn, problem, 1)
    steps = max(1, min(100, round(TURN / step_seconds)))
    return lambda: median(call(pool, worker.turn, problem, steps))


def probed(seconds: list[float]) -> dict[str, Any]:
    """Describe the probe's times; `report` judges by them whether others were at work."""
    tenth, *_, ninth = quantiles(seconds, n=10)
    return {"probe_ms": [milliseconds(time) for time in (tenth, median(seconds), ninth)]}


def milliseconds(seconds: float) -> float:
    return float(f"{1e3 * seconds:.4g}")


def time_contenders(pools: Pools, problem: Problem, least: int, most: int, budget: float) -> dict[str, Any]:
    """Time one step of every contender; ratios are their time over rnnlib's, round by round."""
    names = [name for name in pools if name != "probe"]
    players: dict[str, Callable[[], float]] = {"probe": lambda: call(pools["probe"], worker.probe)}
    prepared = {name: pools[name].submit(worker.prepare, name, problem) for name in names}
    answers = {name: future.result() for name, future in prepared.items()}
    for name in names:
        check_agreement(name, answers["rnnlib"], answers[name], problem.dtype)
        players[name] = player(pools[name], problem)
    times = take_turns(players, least, most, budget)
    for name in names:
        call(pools[name], worker.forget)
    probes = times.pop("probe")
    ratios = {
        name: [other / own for other, own in zip(times[name], times["rnnlib"], strict=True)]
        for name in names[1:]
    }
    return {
        "ms": {name: milliseconds(median(column)) for name, column in times.items()},
        "ratio": {name: round(median(column), 3) for name, column in ratios.items()},
        "quartiles": {
            name: [round(q, 3) for q in quantiles(column, n=4)[::2]] for name, column in ratios.items()
        },
        "rounds": len(probes),
        **probed(probes),
    }


def time_growth(pools: Pools, problems: dict[int, Problem], rounds: int) -> dict[str, Any]:
    """Time rnnlib's step at problems 1, 2, 4 … times as large; the slope is that of log time on log size."""
    players: dict[Any, Callable[[], float]] = {0: lambda: call(pools["probe"], worker.probe)}
    for factor, problem in problems.items():
        call(pools["rnnlib"], worker.prepare, "rnnlib", problem)
        players[factor] = player(pools["rnnlib"], problem)
    times = take_turns(players, rounds, rounds, 0)
    call(pools["rnnlib"], worker.forget)
    probes = times.pop(0)
    middle = {factor: median(column) for factor, column in times.items()}
    slope = np.polyfit(np.log(list(middle)), np.log(list(middle.values())), 1)[0]
    return {
        "ms": {str(factor): milliseconds(seconds) for factor, seconds in middle.items()},
        "ratio": {str(factor): round(seconds / middle[1], 2) for factor, seconds in middle.items()},
        "slope": round(float(slope), 3),
        "rounds": rounds,
        **probed(probes),
    }


def measure_memory(names: list[str], problems: list[Problem]) -> Iterator[dict[str, int]]:
    """Yield the peak of every contender at each problem, each in a fresh process."""
    with ProcessPoolExecutor(THREADS, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        peaks = {
            (problem, name): pool.submit(
                worker.peak_memory, name, problem, Problem(problem.cell, problem.dtype, *WARM)
            )
            for problem in problems
            for name in names
        }
        for problem in problems:
            yield {name: peaks[problem, name].result() for name in names}
