"""Makes the five failing runs of exercise 10, and writes what they show into its master notebook.

A run takes a tenth of a second; the network, its settings and its mistakes stand beside the task itself.
"""

import base64
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import nbformat
import numpy as np

MASTER = (
    Path(__file__).resolve().parents[1] / "exercises" / "sources" / "10_problems_and_fixes" / "master.ipynb"
)
HEAD, PICTURE = "runs = {", '<img alt="Two curves'
ALT = (
    "Two curves for each of the five runs, left the loss over 200 updates and right the gradient norm by "
    "lag, on a logarithmic axis; the table below has their numbers."
)
WIDE, HIGH, LEFT, TOP, APART = 130, 62, 52, 44, 92  # of a panel, and of the first one's place, in pixels
MOST, ORDERS = 6.0, (-7, 1)  # the largest loss and the powers of ten that the axes show

Records = dict[int, dict[str, Any]]


def records() -> Records:
    """Return what the runs show, made anew."""
    task = import_module("rnnlib.grading.exercises.10_problems_and_fixes.tasks.diagnosis")
    return {number: task.record(task.made(failing)) for number, failing in enumerate(task.FAILING, 1)}


def source(runs: Records) -> str:
    """Return the code that holds the records."""
    lines = [HEAD]
    for number, run in runs.items():
        lines.append(f"    {number}: {{")
        for name, value in run.items():
            said = f"np.array({value.tolist()})" if isinstance(value, np.ndarray) else value
            lines.append(f'        "{name}": {said},')
        lines.append("    },")
    return "\n".join([*lines, "}"])


def shown(runs: Records) -> str:
    """Return the picture and the table, in Markdown."""
    rows = ["| run | loss, first | last | norm, median | largest | at lag 0 | 6 | 14 | saturated |"]
    rows.append("|--" * 9 + "|")
    for number, run in runs.items():
        loss, (median, largest), lag = run["losses"], run["norms"], run["by_lag"]
        cells = (loss[0], loss[-1], median, largest, *lag[[0, 3, 7]])
        rows.append(f"| {number} | {' | '.join(f'{cell:.3g}' for cell in cells)} | {run['saturated']:.0%} |")
    picture = base64.b64encode(drawn(runs).encode()).decode()
    return f'<img alt="{ALT}" src="data:image/svg+xml;base64,{picture}">\n\n' + "\n".join(rows)


def drawn(runs: Records) -> str:
    """Return the curves as SVG."""
    width, height = LEFT + 2 * WIDE + 66, TOP + APART * len(runs)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12" fill="#1f2328">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="{LEFT}" y="16">loss, updates 1 to 200</text>',
        f'<text x="{LEFT + WIDE + 56}" y="16">norm, lag 0 to 14</text>',
        f'<text x="{LEFT}" y="32" fill="#57606a">dashed: a guess, ln 4</text>',
    ]
    for row, (number, run) in enumerate(runs.items()):
        left, right, top = LEFT, LEFT + WIDE + 56, TOP + APART * row
        parts += _frame(left, top, [(0.0, "0"), (1.0, f"{MOST:g}")])
        parts += _frame(right, top, [(0.125, "1e-6"), (0.5, "0.001"), (0.875, "1")])
        parts.append(f'<text x="2" y="{top + HIGH / 2 + 4:g}" font-weight="bold">run {number}</text>')
        guess = top + HIGH * (1 - np.log(4) / MOST)
        parts.append(f'<path d="M{left} {guess:.1f}h{WIDE}" stroke="#57606a" stroke-dasharray="3 3"/>')
        parts.append(_line(left, top, run["losses"] / MOST))
        logs = [(np.log10(n) - ORDERS[0]) / (ORDERS[1] - ORDERS[0]) for n in run["by_lag"] if n > 0]
        parts.append(_line(right, top, logs, of=len(run["by_lag"])))
        if len(logs) < len(run["by_lag"]):
            x = right + WIDE * len(logs) / (len(run["by_lag"]) - 1)
            parts.append(f'<text x="{x:.0f}" y="{top + HIGH / 2 + 4:g}">exactly 0</text>')
    return "".join([*parts, "</svg>"])


def _frame(left: int, top: int, ticks: Sequence[tuple[float, str]]) -> Iterator[str]:
    yield f'<path d="M{left} {top}v{HIGH}h{WIDE}" fill="none" stroke="#57606a"/>'
    for share, text in ticks:
        y = top + HIGH * (1 - share)
        yield f'<path d="M{left - 3} {y:.1f}h3" stroke="#57606a"/>'
        yield f'<text x="{left - 5}" y="{y + 4:.1f}" text-anchor="end">{text}</text>'


def _line(left: int, top: int, shares: Sequence[float], of: int = 0) -> str:
    last = (of or len(shares)) - 1
    points = (
        f"{left + WIDE * n / last:.1f},{top + HIGH * (1 - share):.1f}" for n, share in enumerate(shares)
    )
    return f'<polyline points="{" ".join(points)}" fill="none" stroke="#0550ae" stroke-width="2"/>'


def main() -> None:
    """Write the two cells anew."""
    notebook, runs = nbformat.read(MASTER, as_version=4), records()
    for head, text in ((HEAD, source(runs)), (PICTURE, shown(runs))):
        (cell,) = (cell for cell in notebook.cells if cell.source.startswith(head))
        cell.source = text
    nbformat.write(notebook, MASTER)


if __name__ == "__main__":
    main()
