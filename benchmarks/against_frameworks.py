"""One training step of rnnlib against PyTorch, JAX and a step-by-step loop: time, memory, growth.

The step is a recurrent layer, a readout with softmax cross-entropy at every time step, the backward pass,
clipping by global norm, and Adam. Every contender starts from the same weights and data and must agree with
rnnlib before it is timed. Ratios are a contender's time (or memory) over rnnlib's: above 1, rnnlib is ahead.
`--quick` tries the script out and stores nothing; a run of some cells, dtypes, sizes or parts replaces those
rows of the stored results.
"""

import argparse
import os
from collections.abc import Iterator
from itertools import product
from time import perf_counter
from typing import Any

import measuring
import report
from contenders.problem import GATES, Problem
from worker import CONTENDERS

SIZES = [  # H, B, T, D
    (16, 1, 25, 8),
    (32, 32, 50, 32),
    (64, 32, 100, 64),
    (128, 32, 100, 64),
    (128, 64, 200, 128),
    (256, 64, 100, 128),
    (512, 64, 100, 256),
]
GROWTH_SIZE = (64, 64, 50, 64)
FACTORS = (1, 2, 4, 8)
PARTS = ("speed", "memory", "growth")
LEAST, MOST, BUDGET = 9, 60, 5.0  # rounds, rounds, seconds of one row of the table of speed


def speed(pools: measuring.Pools, problems: list[Problem], quick: bool) -> Iterator[dict[str, Any]]:
    limits = (2, 2, 0.0) if quick else (LEAST, MOST, BUDGET)
    for problem in problems:
        yield report.key(problem) | measuring.time_contenders(pools, problem, *limits)


def growth(pools: measuring.Pools, kinds: list[tuple[str, str]], quick: bool) -> Iterator[dict[str, Any]]:
    H, B, T, D = GROWTH_SIZE
    for (cell, dtype), axis in product(kinds, "TB"):
        problems = {
            n: Problem(cell, dtype, H, n * B if axis == "B" else B, n * T if axis == "T" else T, D)
            for n in FACTORS
        }
        row = {**report.key(problems[1]), "axis": axis}
        yield row | measuring.time_growth(pools, problems, 2 if quick else LEAST)


def memory(problems: list[Problem]) -> Iterator[dict[str, Any]]:
    for problem, peaks in zip(problems, measuring.measure_memory(list(CONTENDERS), problems), strict=True):
        ratios = {name: round(peak / peaks["rnnlib"], 2) for name, peak in peaks.items() if name != "rnnlib"}
        yield report.key(problem) | {"bytes": peaks, "ratio": ratios}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cells", nargs="+", choices=GATES, default=list(GATES))
    parser.add_argument("--dtypes", nargs="+", choices=measuring.TOLERANCE, default=list(measuring.TOLERANCE))
    numbers = range(1, len(SIZES) + 1)
    parser.add_argument("--sizes", nargs="+", type=int, choices=numbers, metavar="1..7", help="default: all")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument(
        "--quick", action="store_true", help="two rounds, of three sizes unless told, not stored"
    )
    return parser.parse_args()


def main() -> None:
    options, start = arguments(), perf_counter()
    measuring.limit_threads()
    kinds = list(product(options.cells, options.dtypes))
    sizes = [SIZES[i - 1] for i in options.sizes] if options.sizes else SIZES[: 3 if options.quick else None]
    problems = [Problem(cell, dtype, *size) for (cell, dtype), size in product(kinds, sizes)]
    with measuring.processes([*CONTENDERS, "probe"]) as pools:
        for part in options.parts:
            if part == "speed":
                rows = report.show_speed(speed(pools, problems, options.quick), SIZES)
            elif part == "growth":
                rows = report.show_growth(growth(pools, kinds, options.quick))
            elif os.path.exists("/proc/self/clear_refs"):
                rows = report.show_memory(memory(problems))
            else:
                print("MEMORY: not measured: only on Linux can the peak of a process be set back")
                continue
            if options.quick:
                print("a quick run: nothing stored")
            else:
                report.merge("against_frameworks.json", part, rows, "numpy", "torch", "jax", "jaxlib")
    print(f"{perf_counter() - start:.0f} seconds")


if __name__ == "__main__":
    main()
