"""Making the learners' notebooks from the masters: `python -m rnnlib.grading.release` in the repository."""

import argparse
import copy
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat
from traitlets.config import Config

STUB = "# Write your answer here, in place of the next line.\nraise NotImplementedError"
MASTER_ONLY = {"keep_output", "nbval-check-output"}  # tags about stored outputs, which learners do not have
GO_ON = "raises-exception"  # lets Run All go on past a task that is not solved yet


def release(master: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return the learners' version of a notebook: solutions replaced by stubs, checks locked, no outputs.

    Parameters
    ----------
    master : in nbgrader's format; it is not changed

    Returns
    -------
    notebook : a new one

    Raises
    ------
    RuntimeError, nbgrader.preprocessors.base.ValidationError
        If solutions are not marked as nbgrader expects it.
    """
    from nbgrader.preprocessors import (  # one of the tools of an author, not of a learner
        CheckCellMetadata,
        ClearHiddenTests,
        ClearOutput,
        ClearSolutions,
        LockCells,
    )

    config = Config({"ClearSolutions": {"code_stub": {"python": STUB}}})
    notebook = copy.deepcopy(master)
    resources: dict[str, str] = {}
    for step in (CheckCellMetadata, LockCells, ClearSolutions, ClearHiddenTests, ClearOutput):
        notebook, resources = step(config=config).preprocess(notebook, resources)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            _retag(cell)
    return notebook


def _retag(cell: nbformat.NotebookNode) -> None:
    tags = [tag for tag in cell.metadata.pop("tags", []) if tag not in MASTER_ONLY]
    if "remove-cell" not in tags:
        tags.append(GO_ON)
    cell.metadata["tags"] = tags


def main(arguments: Sequence[str] | None = None) -> int:
    """Write `exercises/NN_topic.ipynb` from each `exercises/sources/NN_topic/master.ipynb`.

    Parameters
    ----------
    arguments : of the command line; None is those of this process

    Returns
    -------
    code : 0, or 2 if there are no masters
    """
    parser = argparse.ArgumentParser(prog="python -m rnnlib.grading.release")
    parser.add_argument("exercises", nargs="?", type=Path, default=Path("exercises"), help="the folder")
    folder = parser.parse_args(arguments).exercises
    masters = sorted((folder / "sources").glob("*/master.ipynb"))
    if not masters:
        print(f"release: no notebooks in {folder / 'sources'}", file=sys.stderr)
        return 2
    for path in masters:
        made = folder / f"{path.parent.name}.ipynb"
        nbformat.write(release(nbformat.read(path, as_version=4)), made)
        print(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
