"""Makes the five failing runs of exercise 10, and writes what they show into its master notebook.

A run takes a tenth of a second; the network, its settings and its mistakes stand beside the task itself.
"""

from importlib import import_module
from pathlib import Path

import nbformat
import numpy as np

MASTER = (
    Path(__file__).resolve().parents[1] / "exercises" / "sources" / "10_problems_and_fixes" / "master.ipynb"
)
HEAD = "runs = {"


def source() -> str:
    """Return the cell that holds the records of the five runs."""
    task = import_module("rnnlib.grading.exercises.10_problems_and_fixes.tasks.diagnosis")
    lines = [HEAD]
    for number, failing in enumerate(task.FAILING, 1):
        lines.append(f"    {number}: {{")
        for name, value in task.record(task.made(failing)).items():
            said = f"np.array({value.tolist()})" if isinstance(value, np.ndarray) else value
            lines.append(f'        "{name}": {said},')
        lines.append("    },")
    return "\n".join([*lines, "}"])


def main() -> None:
    """Write the cell anew."""
    notebook = nbformat.read(MASTER, as_version=4)
    (cell,) = (cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.startswith(HEAD))
    cell.source = source()
    nbformat.write(notebook, MASTER)


if __name__ == "__main__":
    main()
