"""A notebook is graded as Jupyter ran it: what the notebook accepted, the grader accepts."""

import json
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from submissions import every_way, submission

from rnnlib.grading import check, sandbox
from rnnlib.grading.cli import table
from rnnlib.grading.grade import Report, grade
from rnnlib.grading.notebook import LONGEST

RIGHT = "    return np.tanh(W_xh * x + W_hh * h_prev + b_h)\n"
STEP = "def scalar_step(x, h_prev, W_xh, W_hh, b_h):\n"
ANSWER = "import numpy as np\n" + STEP + RIGHT
POINTS = 2
CHECK = 'check("forward.scalar_step", scalar_step)'


def earned(report: Report) -> int:
    """The points of the task that these submissions work on."""
    return report.judgements[0].earned


def words(report: Report) -> str:
    return " ".join(table(report).split())


# Right answers that IPython reads otherwise than Python, or that stand beside something only a kernel has.
CELLS = {
    "a line in brackets begins with %": "import numpy as np\n"
    + STEP
    + "    return np.tanh((W_xh * x + W_hh * h_prev + b_h + 50)\n    % (100.0) - 50)",
    "a line in brackets begins with !=": "import numpy as np\n"
    + STEP
    + "    assert (x\n    != np.inf)\n"
    + RIGHT,
    "such lines in a string": "import numpy as np\n"
    + STEP
    + '    """\n    % of it\n    !ls\n    ?\n    """\n'
    + "    text = '''\n% a\n!b\n'''\n    assert len(text.splitlines()) == 3 and '!b' in text\n"
    + RIGHT,
    "help in a line": ANSWER + "np.tanh?\n?np.tanh\nnp.tanh??\n",
    "help before the answer": "import numpy as np\nnp.tanh?\n" + ANSWER,
    "a command's output": "x = !ls\nfirst = x[0]\n" + ANSWER,
    "a command": "!pip install nothing\n" + ANSWER,
    "%%prun": "%%prun -l 5\n" + ANSWER,
    "%%time": "\n%%time\n" + ANSWER,
    "%%timeit": "%%timeit -n 1 -r 1\n" + ANSWER,
    "two cell magics": "%%capture out\n%%time\n" + ANSWER + "out.show()\n",
    "a cell magic of an extension": "%%memit\n" + ANSWER,
    "line magics": "%matplotlib inline\n%load_ext autoreload\n%autoreload 2\nif True:\n    %pip list\n"
    + ANSWER,
    "%time defines a name": ANSWER.replace("np.tanh", "f") + "%time f = np.tanh\n",
    "%time gives a value": ANSWER.replace("np.tanh", "f[0]") + "f = %time [np.tanh]\n",
    "%timeit": ANSWER + "%timeit scalar_step(1, 1, 1, 1, 1)\n",
    "%time in the function": "import numpy as np\n"
    + STEP
    + "    h = %time np.tanh(W_xh * x + W_hh * h_prev + b_h)\n    %time print(h)\n    return h\n",
    "%time with an option": ANSWER.replace("np.tanh", "f") + "%time --no-raise-error f = np.tanh\n",
    "%prun defines a name": ANSWER.replace("np.tanh", "f") + "%prun -q -s time -l 5 f = np.tanh\n",
    "%pylab": "%pylab inline\n" + STEP + RIGHT.replace("np.tanh", "tanh"),
    "get_ipython": "get_ipython().run_line_magic('matplotlib', 'inline')\nget_ipython().x\n" + ANSWER,
    "get_ipython with a comma": "ip = get_ipython()\nip.magic('time')\nip.kernel.shell.user_ns['x']\n"
    + ANSWER,
    "get_ipython imported": "from IPython import get_ipython\n"
    + STEP
    # as the export of a notebook writes it
    + "    get_ipython().run_line_magic('time', 'x')\n    import numpy as np\n"
    + RIGHT,
    "run_cell": f"get_ipython().run_cell({ANSWER!r})\n",
    "run_cell_magic": f"get_ipython().run_cell_magic('time', '', {ANSWER!r})\n",
    "ev, ex and push": "ip = get_ipython()\nip.ex('import numpy as np')\nip.push({'f': ip.ev('np.tanh')})\n"
    + STEP
    + RIGHT.replace("np.tanh", "f"),
    "a display that is updated": "import numpy as np\n"
    + STEP
    + "    shown = display(x, display_id=True)\n    shown.update(h_prev)\n"
    + RIGHT,
    "a top-level await": "import asyncio\nawait asyncio.sleep(0)\n" + ANSWER,
    "a value awaited": "async def load():\n    import numpy\n    return numpy\nnp = await load()\n"
    + STEP
    + RIGHT,
    "the last value": "import numpy as np\nnp.tanh\n###\nf = _\n" + STEP + RIGHT.replace("np.tanh", "f"),
    "the value before the last": "import numpy as np\nnp.tanh\n###\n1\n###\nf = __\n"
    + STEP
    + RIGHT.replace("np.tanh", "f"),
    "display": "from IPython.display import Math, display\ndisplay(Math('x'))\ndisplay(1)\n" + ANSWER,
    "input": "name = input('Your name? ')\nprint(name)\n" + ANSWER,
    "exit": ANSWER + "exit()\nquit\n",
    "prompts of a session": ">>> import numpy as np\n>>> def scalar_step(x, h_prev, W_xh, W_hh, b_h):\n... "
    + RIGHT,
    "an indented cell": "    " + ANSWER.replace("\n", "\n    "),
    "annotations of the future": "from __future__ import annotations\n###\nimport numpy as np\n"
    "def scalar_step(x: nothing, h_prev, W_xh, W_hh, b_h) -> nowhere:\n" + RIGHT,
    "a failing line before the answer": "undefined\n" + ANSWER,
    "a failing line after it": ANSWER + "1 / 0\n",
    "another language": "%%bash\nif [ 1 ]; then ls; fi\n###\n%%html\n<p>\n###\n%%writefile a.py\n(\n###\n"
    + ANSWER,
    "no Python at all in another cell": "def (\n###\n" + ANSWER,
}


@pytest.mark.parametrize("source", CELLS.values(), ids=CELLS.keys())
def test_what_jupyter_reads_the_grader_reads(tmp_path: Path, source: str) -> None:
    report = grade(submission(tmp_path, *source.split("###\n")))
    assert earned(report) == POINTS, words(report)


def test_an_error_is_shown_with_its_line_below_a_magic(tmp_path: Path) -> None:
    report = grade(submission(tmp_path, "%%time\n" + STEP + "    return nothing\n"))
    assert "raised NameError in line 3, `return nothing`" in words(report)


def test_a_thousand_magics_do_not_hold_the_grader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rnnlib.grading.notebook.PATIENCE", 1.0)
    begin = time.monotonic()
    report = grade(submission(tmp_path, ANSWER, *["x = !ls\n" * 5000] * 3))
    assert earned(report) == POINTS
    assert time.monotonic() - begin < 20


def test_magics_take_no_time_from_the_cells_below_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rnnlib.grading.notebook.PATIENCE", 1.0)
    right = ANSWER.replace("np.tanh", "f") + "f = %time np.tanh\n"
    report = grade(submission(tmp_path, "!echo\n" * 3000, right))
    assert earned(report) == POINTS, words(report)
    assert not report.notes


def test_a_cell_that_is_too_long_to_be_read_out_here_may_have_a_magic_too(tmp_path: Path) -> None:
    long = "weights = '" + "0" * LONGEST + "'\n"
    for magic in ("%%time\n", "%matplotlib inline\n"):
        assert earned(grade(submission(tmp_path, magic + long + ANSWER))) == POINTS


WITHOUT = {
    "magics": "%matplotlib inline\nif True:\n    %load_ext autoreload\n" + ANSWER,
    "questions": "np.tanh?\n?np.tanh\n" + ANSWER + "np.tanh??\n",
    "commands": "!pip install nothing\nfiles = !ls\nfiles[:1]\n" + ANSWER,
    "a statement": ANSWER.replace("np.tanh", "f") + "%time f = np.tanh\n",
    "a value": ANSWER.replace("np.tanh", "f[0]") + "f = %time [np.tanh]\n",
    "a cell magic": "%%time\n%pylab inline\n" + STEP + RIGHT.replace("np.tanh", "tanh"),
    "a line in brackets": ANSWER + "x = (5\n    % 3)\nscalar_step(1, 1, x\n% 2, 1, 1)\n",
}


@pytest.mark.parametrize("source", WITHOUT.values(), ids=WITHOUT.keys())
def test_where_ipython_is_not_beside_the_grader_its_lines_are_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    monkeypatch.setitem(sys.modules, "IPython.core.inputtransformer2", None)
    report = grade(submission(tmp_path, source))
    assert earned(report) == POINTS, words(report)


def test_the_line_that_is_no_python_is_named_and_not_a_magic_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "IPython.core.inputtransformer2", None)
    assert "(line 2, `def (`)" in words(grade(submission(tmp_path, "%matplotlib inline\ndef (\n")))


def test_a_file_that_is_run_is_said_not_to_be_there(tmp_path: Path) -> None:
    cells = ["%%writefile helpers.py\nimport numpy as np\nsquash = np.tanh\n", "%run helpers.py\n"]
    report = grade(submission(tmp_path, *cells, STEP + RIGHT.replace("np.tanh", "squash")))
    assert "code cell 1 begins with `%%writefile`" in words(report)
    assert "no file stands beside a graded notebook: put its code into a cell" in words(report)


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
