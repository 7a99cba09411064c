"""What IPython reads, or its shell does, in a notebook's cells, the grader reads and does too."""

import sys
import time
from pathlib import Path

import pytest
from submissions import ANSWER, POINTS, RIGHT, STEP, earned, submission, words

from rnnlib.grading.grade import grade
from rnnlib.grading.notebook import LONGEST

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
