"""What is printed and stored: the machine, the bars, the tables."""

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from contenders.problem import Problem

RESULTS = Path(__file__).parent / "results"
BARS = {  # PyTorch's time over rnnlib's in float32, at each size of the table of speed
    "RNN": [12.6, 3.42, 2.43, 1.8, 1.71, 1.26, 1.08],
    "LSTM": [0.95, 0.95, 0.702, 0.846, 0.95, 0.95, 0.95],
    "GRU": [8.55, 2.97, 1.8, 1.44, 1.17, 0.99, 1.08],
}
BAR_FLOAT64 = 1.3
PYTORCH = ("torch", "torch fused")
QUIET = 1.3  # 90th percentile of the probe's time in a row over the least 10th percentile of all rows
STEEPEST = 1.1  # slope of log time on log size that still counts as linear
KEY = ("cell", "dtype", "H", "B", "T", "D", "axis")

Row = dict[str, Any]


def key(problem: Problem) -> Row:
    return asdict(problem)


def machine(*packages: str) -> Row:
    """Describe where a measurement was taken."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "processor": (models or [platform.processor()])[0],
        "processors": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        **{package: version(package) for package in packages},
    }


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def store(name: str, content: Row) -> None:
    path = RESULTS / name
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    print(f"stored in {os.path.relpath(path)}")


def merge(name: str, part: str, rows: list[Row], *packages: str) -> None:
    """Store the rows of one part in place of older ones for the same problems; another machine's go."""
    path, here = RESULTS / name, machine(*packages)
    old = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    content = old if old.get("machine") == here else {"machine": here}
    merged = {identity(row): row for row in content.get(part, [])}
    merged |= {identity(row): {**row, "date": today()} for row in rows}
    store(name, {**content, part: list(merged.values())})


def identity(row: Row) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in KEY)


def show_speed(rows: Iterable[Row], sizes: list[tuple[int, ...]]) -> list[Row]:
    """Print every row as it comes, with its bar and whether PyTorch at its best meets it."""
    print(
        "\nSPEED: the contender's time over rnnlib's for one training step; `!` marks PyTorch below the bar\n"
        "cell dtype     H   B   T   D  rnnlib ms     bar    torch    fused      jax     loop  rounds   probe"
    )
    shown = []
    for row in rows:
        shown.append(row)
        size = tuple(row[letter] for letter in "HBTD")
        row["bar"] = BARS[row["cell"]][sizes.index(size)] if row["dtype"] == "float32" else BAR_FLOAT64
        row["meets_bar"] = min(row["ratio"][name] for name in PYTORCH) >= row["bar"]
        print(
            f"{label(row)} {row['ms']['rnnlib']:10.2f} {row['bar']:7.2f} {ratios(row, row['bar'])}"
            f" {row['rounds']:7} {company(shown)}",
            flush=True,
        )
    print(f"{sum(row['meets_bar'] for row in shown)} of {len(shown)} rows meet their bar")
    warn(shown)
    return shown


def show_growth(rows: Iterable[Row]) -> list[Row]:
    """Print every row as it comes, and judge whether the cost is linear."""
    print(
        "\nGROWTH: rnnlib's time at 2, 4, 8 times the length T or the batch B, over that at 1;"
        f" `!` marks a slope of log time on log size above {STEEPEST}\n"
        "cell dtype     H   B   T   D  of       ms       2       4       8    slope    probe"
    )
    shown = []
    for row in rows:
        shown.append(row)
        row["linear"] = row["slope"] <= STEEPEST
        times = " ".join(f"{row['ratio'][factor]:7.2f}" for factor in ("2", "4", "8"))
        print(
            f"{label(row)}   {row['axis']} {row['ms']['1']:8.2f} {times} {row['slope']:8.3f}"
            f"{' ' if row['linear'] else '!'}{company(shown)}",
            flush=True,
        )
    warn(shown)
    return shown


def show_memory(rows: Iterable[Row]) -> list[Row]:
    """Print every row as it comes, and judge whether rnnlib stays below PyTorch."""
    print(
        "\nMEMORY: the contender's peak over rnnlib's; `!` marks PyTorch at 1 or less\n"
        "cell dtype     H   B   T   D  rnnlib MB    torch    fused      jax     loop"
    )
    shown = []
    for row in rows:
        shown.append(row)
        row["meets_bar"] = min(row["ratio"][name] for name in PYTORCH) > 1
        print(f"{label(row)} {row['bytes']['rnnlib'] / 1e6:10.2f} {ratios(row, 1.005)}", flush=True)
    print(f"{sum(row['meets_bar'] for row in shown)} of {len(shown)} rows stay below PyTorch")
    return shown


def label(row: Row) -> str:
    return f"{row['cell']:4} {row['dtype']} {row['H']:3} {row['B']:3} {row['T']:3} {row['D']:3}"


def ratios(row: Row, bar: float) -> str:
    """Return the contenders' ratios; PyTorch's are marked where they are below the bar."""
    marks = {name: "!" if name in PYTORCH and ratio < bar else " " for name, ratio in row["ratio"].items()}
    return "".join(f"{ratio:8.2f}{marks[name]}" for name, ratio in row["ratio"].items())


def company(rows: list[Row]) -> str:
    """Judge by the probe, a fixed product timed between turns, whether others were at work; show the last."""
    least = min(row["probe_ms"][0] for row in rows)
    for row in rows:
        row["quiet"] = row["probe_ms"][2] < QUIET * least
    return f"{rows[-1]['probe_ms'][1]:7.2f}{'' if rows[-1]['quiet'] else '  CONTENDED'}"


def warn(rows: list[Row]) -> None:
    noisy, medians = sum(not row["quiet"] for row in rows), [row["probe_ms"][1] for row in rows]
    print(f"the probe took {min(medians)} to {max(medians)} ms (medians of the rows)")
    if noisy:
        print(f"WARNING: others were at work in {noisy} of {len(rows)} rows: repeat those on a quiet machine")
