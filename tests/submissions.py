"""What the tests of the sandbox share: submissions, and the ways to run them."""

import json
from pathlib import Path

import pytest

from rnnlib.grading import sandbox

WAYS = [True] * sandbox.works() + [False]  # in bubblewrap, with limits only
every_way = pytest.mark.parametrize("isolated", WAYS, ids=lambda way: "bubblewrap" if way else "limits-only")


def submission(folder: Path, *cells: str) -> Path:
    """A notebook with these code cells, handed in for exercise 01."""
    code = [{"cell_type": "code", "metadata": {}, "source": cell, "outputs": []} for cell in cells]
    path = folder / "01_forward_pass.ipynb"
    path.write_text(json.dumps({"cells": code, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    return path
