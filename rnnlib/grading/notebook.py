"""Reading a notebook as Jupyter does: what IPython makes of each code cell, and the checks put back."""

import json
import os
import re
import stat
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rnnlib.grading.spec import Task

LARGEST = 10 << 20  # bytes of a notebook
LONGEST = 100_000  # characters of a cell that is read out here
PATIENCE = 10.0  # seconds for all of them
SHARE = 1 / 3  # of what is left that a cell may take, so that something is left for those below it
# Cell magics whose body is no Python for this notebook's own names; the body of any other is run.
FOREIGN = {
    "!",
    "HTML",
    "R",
    "SVG",
    "bash",
    "cmd",
    "cpp",
    "cython",
    "file",
    "html",
    "javascript",
    "js",
    "latex",
}
FOREIGN |= {
    "markdown",
    "perl",
    "pypy",
    "python",
    "python2",
    "python3",
    "ruby",
    "script",
    "sh",
    "shell",
    "sql",
}
FOREIGN |= {"svg", "sx", "system", "writefile"}

# Opens no link that took the file's place meanwhile, and waits for nobody who might write into a pipe.
NO_WAITING = sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_BINARY"))

CELL_MAGIC = re.compile(r"\s*%%(?P<name>!|\S+)[^\S\n]*(?P<line>[^\n]*)")

CodeCell = tuple[str, str, bool]


class UnusableError(ValueError):
    """What was handed in cannot be graded at all."""


@dataclass(frozen=True)
class AnswerCell:
    """A cell in which an answer is expected.

    Parameters
    ----------
    cell : its number
    source : cut at `LONGEST`
    foreign : the cell magic because of which its lines are not run; "" where they are
    """

    cell: int
    source: str
    foreign: str


@dataclass(frozen=True)
class Notebook:
    """A submission, ready to be run.

    Parameters
    ----------
    cells : number and code of each code cell; Python, in which IPython's own lines became calls as far as
        there was an IPython here, and time; the child reads the rest
    notes : what was left out, for the learner
    answers : each answer cell, under the id of its task
    """

    cells: list[tuple[int, str]]
    notes: list[str]
    answers: dict[str, AnswerCell]


def read(path: Path) -> list[CodeCell]:
    """Return the source of each code cell, its name in nbgrader's format, and whether it is a check.

    Raises
    ------
    UnusableError
        If there is no such file, or it is not a notebook, or a link: what it leads to was not handed in.
    """
    try:
        content = _content(path)
        notebook = json.loads(content)
        if "worksheets" in notebook:  # format 3, which Jupyter opens too
            (notebook,) = notebook["worksheets"]
        cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        marks = [cell["metadata"].get("nbgrader") or {} for cell in cells]
        sources = [
            "".join(cell["source" if "source" in cell else "input"]) for cell in cells
        ]  # text or lines
        return [
            (source, str(mark.get("grade_id")), bool(mark.get("grade")))
            for source, mark in zip(sources, marks, strict=True)
        ]
    except UnusableError:
        raise
    except OSError as error:
        raise UnusableError(f"{path} cannot be read: {error.strerror}") from error
    except json.JSONDecodeError as error:
        raise UnusableError(f"{path} is not a notebook: {_broken(error)}") from error
    except Exception as error:  # JSON of some other kind
        raise UnusableError(f"{path} is not a notebook: it has no cells of format 3 or 4") from error


def _broken(error: json.JSONDecodeError) -> str:
    """Return where a file is no JSON: it may be cut, hold the marks of a merge, or be something else."""
    if not error.doc.strip():
        return "it is empty"
    text = error.doc[error.pos : error.pos + 40].partition("\n")[0]
    return (
        f"it is no JSON in line {error.lineno}, {f'at `{text}`' if text else 'where it ends'} ({error.msg})"
    )


def _content(path: Path) -> bytes:
    """Return what stands in a file, and in nothing that only has a file's name: a link, a pipe, a device."""
    for place in (path,) if path.is_absolute() else (path, *path.parents):
        if place.is_symlink():
            own = f"To grade your own, give its place without the link, {os.path.realpath(path)}"
            raise UnusableError(f"{place} is a link; hand in the file itself. {own}")
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | NO_WAITING)) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise UnusableError(f"{path} cannot be read: it is no ordinary file")
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        advice = "clear the outputs of all cells, save the notebook, and grade it then"
        raise UnusableError(f"{path} is larger than {LARGEST >> 20} MB: {advice}")
    return content


def prepare(cells: list[CodeCell], tasks: tuple[Task, ...]) -> Notebook:
    """Return cells that can be run without a kernel, each check as it was handed out.

    Parameters
    ----------
    cells : as from `read`
    tasks : of the exercise
    """
    checks = {cell_id(task) + "-check": task for task in tasks}
    answers = {cell_id(task): task.id for task in tasks}
    notebook = Notebook([], [], {})
    left = PATIENCE
    for number, (source, grade_id, is_check) in enumerate(cells, 1):
        if is_check:
            task = checks.get(grade_id)
            original = f'check("{task.id}", {task.function})' if task else ""
            if task:  # a function that is not there is said elsewhere
                put_back = f'check("{task.id}", globals().get("{task.function}"))'
                notebook.cells.append((number, put_back))
            if _letters(source) != _letters(original):
                notebook.notes.append(_left_out(number, task))
            continue
        begin = time.monotonic()
        head, body, foreign = _unwrapped(source)
        notebook.cells.append((number, head + _plain(body, left * SHARE)))
        left -= time.monotonic() - begin
        if foreign:
            notebook.notes.append(_not_run(number, foreign))
        if grade_id in answers:
            notebook.answers[answers[grade_id]] = AnswerCell(number, source[:LONGEST], foreign)
    return notebook


def cell_id(task: Task) -> str:
    """Return the name that a task's answer has in nbgrader's format; its check has `-check` behind it."""
    return task.id.replace(".", "-")


def _letters(source: str) -> str:
    """Return the code without comments and spaces, to tell whether a check was added to."""
    return re.sub(r"#.*|\s", "", source).replace("'", '"')


def _left_out(number: int, task: Task | None) -> str:
    place = f"the cell that begins with `def {task.function}(`" if task else "the cell above it"
    return (
        f"code cell {number} is a check, and checks are put back before grading: what else was in it was "
        f"left out. An answer goes into {place}, a helper into a cell of your own."
    )


def _not_run(number: int, magic: str) -> str:
    return (
        f"code cell {number} begins with `%%{magic}`: what is below that line is no Python of this notebook, "
        "and was not run."
    )


def _unwrapped(source: str) -> tuple[str, str, str]:
    """Return what stands for a cell's magics, what is below them, and the magic that makes it no Python."""
    head, end = [], 0  # as many lines as the magics, so that each line of the answer stays where it was
    while (magic := CELL_MAGIC.match(source, end)) is not None:
        if magic["name"] in FOREIGN:
            return "", "", magic["name"]
        end = magic.end() + 1
        head.append("\n" * magic[0].count("\n"))
        if magic["name"] == "capture" and (target := re.match(r"\w+", magic["line"])) is not None:
            head.append(f"{target[0]} = get_ipython()")
        head.append("\n")
    return "".join(head), source[end:], ""


def _plain(source: str, seconds: float) -> str:
    """Return the Python that IPython makes of a cell, as far as there is time; the child reads the rest."""
    try:
        from IPython.core.inputtransformer2 import TransformerManager  # not there without a kernel
    except ImportError:
        return source
    if len(source) > LONGEST:
        return source
    deadline = time.monotonic() + seconds
    reader = TransformerManager()
    lines = (source + "\n").splitlines(keepends=True)
    with suppress(Exception):  # it is no Python in IPython either; the child will say where
        for transform in (*reader.cleanup_transforms, *reader.line_transforms):
            lines = transform(lines)
        changed = True
        while changed and time.monotonic() < deadline:  # as `transform_cell`, which is slow for many magics
            changed, lines = reader.do_one_token_transform(lines)
    return "".join(lines)
