"""What the tests of grading share: submissions, an answer to hand in, and the ways to run them."""

import json
from pathlib import Path
from typing import Any

import pytest

from rnnlib.grading import sandbox
from rnnlib.grading.cli import table
from rnnlib.grading.grade import Report

NO_BUBBLEWRAP = "bubblewrap is not here, or may not work here: nothing was isolated"
NO_ACCOUNT = "the child stays root, whom no limit on processes binds: no other account may read this Python"


def _way(isolated: bool, reason: str) -> Any:
    """One way to run a submission; with a reason its tests are skipped, and the reason is shown."""
    marks = [pytest.mark.skip(reason=reason)] if reason else []
    return pytest.param(isolated, id="bubblewrap" if isolated else "limits-only", marks=marks)


_here = "" if sandbox.works() else NO_BUBBLEWRAP
_bound = "RLIMIT_NPROC" not in sandbox.run([], [], False).missing
every_way = pytest.mark.parametrize("isolated", [_way(True, _here), _way(False, "")])
isolated_only = pytest.mark.parametrize("isolated", [_way(True, _here)])
own_account = pytest.mark.parametrize(  # the ways in which the child is not root; the grader says so
    "isolated", [_way(True, _here), _way(False, "" if _bound else NO_ACCOUNT)]
)


def submission(folder: Path, *cells: str) -> Path:
    """A notebook with these code cells, handed in for exercise 01."""
    code = [{"cell_type": "code", "metadata": {}, "source": cell, "outputs": []} for cell in cells]
    path = folder / "01_forward_pass.ipynb"
    path.write_text(json.dumps({"cells": code, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    return path


RIGHT = "    return np.tanh(W_xh * x + W_hh * h_prev + b_h)\n"
STEP = "def scalar_step(x, h_prev, W_xh, W_hh, b_h):\n"
ANSWER = "import numpy as np\n" + STEP + RIGHT
POINTS = 2


def earned(report: Report) -> int:
    """The points of the task that `ANSWER` is for."""
    return report.judgements[0].earned


def words(report: Report) -> str:
    """All that is printed of a grade, on one line."""
    return " ".join(table(report).split())
