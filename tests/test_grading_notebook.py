"""A notebook is graded as Jupyter ran it: what the notebook accepted, the grader accepts."""

import json
from pathlib import Path

import numpy as np
import pytest
from submissions import ANSWER, POINTS, RIGHT, STEP, earned, every_way, submission, words

from rnnlib.grading import check, sandbox
from rnnlib.grading.grade import grade

CHECK = 'check("forward.scalar_step", scalar_step)'


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sandbox.LIMITS, "RLIMIT_CPU", 2)


@pytest.mark.usefixtures("soon")
def test_a_cell_that_does_not_end_costs_one_line_and_not_the_answer_beside_it(tmp_path: Path) -> None:
    report = grade(submission(tmp_path, ANSWER + "while True:\n    pass\n"))
    assert earned(report) == POINTS
    assert "Line 4, `while True:`, was left out." in words(report)


# Imports that the answer does not need cost nothing; one that it needs says why it is not there.


@pytest.mark.parametrize("name", ["no_such_module", "torch", "matplotlib.pyplot", "scipy.special", "pandas"])
def test_an_import_beside_the_answer_costs_nothing(tmp_path: Path, name: str) -> None:
    report = grade(submission(tmp_path, f"import {name} as other\nother.tanh\n" + ANSWER))
    assert earned(report) == POINTS


@pytest.mark.parametrize(
    ("imports", "call"),
    [
        ("import no_such_torch", "no_such_torch.tanh"),
        ("import no_such_torch.nn as nn", "nn.tanh"),
        ("from no_such_torch import tanh", "tanh"),
    ],
)
@pytest.mark.parametrize("where", ["cell", "function"])
def test_an_import_that_the_answer_needs_says_that_there_is_numpy_alone(
    tmp_path: Path, imports: str, call: str, where: str
) -> None:
    line = f"    return {call}(W_xh * x + W_hh * h_prev + b_h)\n"
    inside = STEP + f"    {imports}\n" + line
    report = grade(submission(tmp_path, "", f"{imports}\n" + STEP + line if where == "cell" else inside))
    assert earned(report) == 0
    assert "your function raised" in words(report)
    assert (
        "the exercises are graded with NumPy and Python's own library alone"
        in report.judgements[0].hints[0].text
    )
    if where == "cell":
        assert "code cell 2 raised ModuleNotFoundError: No module named 'no_such_torch'" in words(report)
        assert f"(line 1, `{imports}`)" in words(report)


# The function is taken as the notebook accepted it.


def notebook(folder: Path, *cells: tuple[str, dict] | str) -> Path:
    """Exercise 01 with cells that may carry nbgrader's metadata."""
    pairs = [cell if isinstance(cell, tuple) else (cell, {}) for cell in cells]
    code = [
        {"cell_type": "code", "metadata": {"nbgrader": mark} if mark else {}, "source": source, "outputs": []}
        for source, mark in pairs
    ]
    path = folder / "01_forward_pass.ipynb"
    path.write_text(json.dumps({"cells": code, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    return path


IS_ANSWER = {"grade": False, "solution": True, "grade_id": "forward-scalar_step"}
IS_CHECK = {"grade": True, "solution": False, "grade_id": "forward-scalar_step-check"}
TAKEN = {
    "the name is used later for a number": ["scalar_step = scalar_step(1, 1, 1, 1, 1)"],
    "the name is used later for another function": ["def scalar_step(n):\n    return n + 1"],
    "the name is deleted later": ["del scalar_step"],
    "a helper is redefined later": ["f = None"],
    "NumPy's name is used later": ["np = 5"],
    "it is defined again, wrongly": [STEP + "    return 0.0"],
    "it is defined again and checked again": [STEP + "    return 0.0", CHECK],
}


@pytest.mark.parametrize("later", TAKEN.values(), ids=TAKEN.keys())
@pytest.mark.parametrize("check_cell", [("anything", IS_CHECK), CHECK], ids=["check cell", "copied check"])
def test_what_comes_after_the_check_does_not_cost_what_it_accepted(
    tmp_path: Path, later: list[str], check_cell: tuple[str, dict] | str
) -> None:
    answer = "import numpy as np\nfrom rnnlib.grading import check\nf = np.tanh\n" + STEP
    answer += RIGHT.replace("np.tanh", "f") + "    assert np\n"
    report = grade(notebook(tmp_path, answer, check_cell, *later))
    assert earned(report) == POINTS, words(report)


@pytest.mark.parametrize(
    "later", [TAKEN["the name is used later for a number"], TAKEN["the name is deleted later"]]
)
def test_a_name_used_again_costs_nothing_where_there_is_no_check(tmp_path: Path, later: list[str]) -> None:
    assert earned(grade(notebook(tmp_path, ANSWER, *later))) == POINTS


@pytest.mark.parametrize("between", ["", "###\n"], ids=["in its cell", "in another cell"])
def test_a_function_that_another_replaced_before_its_check_is_not_what_the_notebook_accepted(
    tmp_path: Path, between: str
) -> None:
    wrong = STEP + RIGHT.replace("np.tanh", "np.sin")
    answer, *rest = (ANSWER + between + wrong).split("###\n")
    report = grade(notebook(tmp_path, (answer, IS_ANSWER), *rest, (CHECK, IS_CHECK)))
    assert earned(report) == 0
    assert "sin" in report.judgements[0].hints[0].text


def test_a_correction_in_a_later_cell_counts(tmp_path: Path) -> None:
    wrong = "import numpy as np\n" + STEP + "    return helper(W_xh * x + W_hh * h_prev + b_h)\n"
    cells = [("def helper(a):\n    return a\n" + wrong, IS_ANSWER), (CHECK, IS_CHECK)]
    assert earned(grade(notebook(tmp_path, *cells))) == 0
    assert earned(grade(notebook(tmp_path, *cells, ANSWER))) == POINTS
    assert earned(grade(notebook(tmp_path, *cells, "helper = np.tanh"))) == POINTS  # not even checked again


@pytest.mark.usefixtures("soon")
def test_a_function_that_hung_when_it_was_checked_can_be_corrected(tmp_path: Path) -> None:
    hangs = STEP + "    while True: pass\n"
    report = grade(notebook(tmp_path, (hangs, IS_ANSWER), (CHECK, IS_CHECK), ANSWER))
    assert earned(report) == POINTS


def test_a_function_checked_under_another_name_counts_as_in_the_notebook(tmp_path: Path) -> None:
    answer = ANSWER.replace("scalar_step", "mine")
    mine = CHECK.replace(", scalar_step", ", mine")
    assert (
        check("forward.scalar_step", eval("lambda *a: np.tanh(a[2]*a[0] + a[3]*a[1] + a[4])", {"np": np}))
        is None
    )
    report = grade(notebook(tmp_path, answer, "from rnnlib.grading import check\n" + mine))
    assert earned(report) == POINTS


# Cells that are not where an answer goes.


def test_an_answer_in_a_copy_of_the_check_is_said_to_be_left_out(tmp_path: Path) -> None:
    report = grade(notebook(tmp_path, ("", IS_ANSWER), (ANSWER + CHECK, IS_CHECK), (CHECK, IS_CHECK)))
    assert earned(report) == 0
    said = words(report)
    assert "code cell 2 is a check, and checks are put back before grading" in said
    assert (
        "An answer goes into the cell that begins with `def scalar_step(`, a helper into a cell of your own."
        in said
    )
    assert "code cell 3" not in said


def test_a_helper_in_the_check_is_said_to_be_left_out(tmp_path: Path) -> None:
    answer = ANSWER.replace("np.tanh", "squash")
    helper = "def squash(a):\n    return np.tanh(a)\n" + CHECK
    report = grade(notebook(tmp_path, (answer, IS_ANSWER), (helper, IS_CHECK)))
    assert earned(report) == 0
    assert "code cell 2 is a check" in words(report)
    assert "name 'squash' is not defined" in words(report)


@pytest.mark.parametrize(
    "source", [CHECK, CHECK.replace('"', "'"), f"# mine\n{CHECK}  # done\n", CHECK.replace(", ", ",\n    ")]
)
def test_a_check_that_was_not_added_to_is_not_spoken_of(tmp_path: Path, source: str) -> None:
    report = grade(notebook(tmp_path, ("", IS_ANSWER), (source, IS_CHECK)))
    assert "is a check" not in words(report)


def test_an_edited_check_is_put_back(tmp_path: Path) -> None:
    report = grade(notebook(tmp_path, (ANSWER, IS_ANSWER), ("scalar_step = 1  # oops", IS_CHECK), "x = 1"))
    assert earned(report) == POINTS


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["x = 1"], "there is no function `scalar_step`: its cell is not in the notebook."),
        (
            [(ANSWER.replace("scalar_step", "scalar_stepp"), IS_ANSWER)],
            "there is no function `scalar_step`: its cell defines `scalar_stepp`.",
        ),
        ([("def scalar_step(x:", IS_ANSWER)], "there is no function `scalar_step`: does its cell run"),
        *(
            ([(source, IS_ANSWER)], "there is no function `scalar_step`: its cell runs and defines none.")
            for source in (
                "scalar_step = 5",
                "if False:\n    " + STEP + "        return 1.0",
                "class Mine:\n    " + STEP + "        return 1.0",
                f'"""\n{STEP}    return 1.0\n"""',
                f"# {STEP}#    return 1.0",
            )
        ),
        *(
            (
                [(magic + ANSWER, IS_ANSWER)],
                f"its cell begins with `{magic.split()[-2 if ' ' in magic else -1]}`, so its lines",
            )
            for magic in ("%%bash\n", "%%time\n%%writefile a.py\n", "%%python3\n", "%%script false\n")
        ),
    ],
)
def test_a_function_that_is_not_there_says_what_became_of_its_cell(
    tmp_path: Path, cells: list[tuple[str, dict] | str], said: str
) -> None:
    assert said in words(grade(notebook(tmp_path, *cells)))


@every_way
def test_an_answer_in_a_cell_of_its_own_counts_both_ways(tmp_path: Path, isolated: bool) -> None:
    assert earned(grade(notebook(tmp_path, ("", IS_ANSWER), ANSWER), isolated=isolated)) == POINTS
