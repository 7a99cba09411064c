"""What the playground shows of a network, as arrays of one size for every task, cell and length.

The sequence is stretched over COLUMNS columns and the units over UNITS rows, so that it fills the picture.
All of it runs on the page.
"""

from typing import Any

import numpy as np

from rnnlib.scratch.functions import softmax

COLUMNS, UNITS, INPUTS, TOP = 50, 16, 6, 6
LEAST = 1e-10  # below, the picture shows no gradient

# The signs that a text may hold, one after the other: figures, and the symbols of each task.
NAMES = 30
SIGNS = [*"0123456789.−", *"ABCD?", *"XYabcd", "XX", "XY", "YX", "YY", *"([", "close"]


def first_input(task: str) -> int:
    """Return the place of a task's first input symbol among the signs."""
    if task == "delayed recall":
        return 12
    if task == "temporal order":
        return 17
    return 27 if task == "brackets" else NAMES if task == "names" else 0


def first_class(task: str) -> int:
    """Return the place of a task's first class among the signs."""
    return 23 if task == "temporal order" else first_input(task)


def figures_of(value: float) -> Any:
    """Return the signs of a number with two decimals."""
    signs = np.full(6, -1.0)
    hundredths = int(abs(value) * 100 + 0.5) if abs(value) < 99 else 9999
    signs[0] = 11.0 if value < 0 and hundredths > 0 else -1.0
    signs[1] = hundredths // 1000 if hundredths >= 1000 else -1.0
    signs[2] = hundredths // 100 % 10
    signs[3] = 10.0
    signs[4] = hundredths // 10 % 10
    signs[5] = hundredths % 10
    return signs


def sign(place: int) -> Any:
    """Return a text of one sign."""
    signs = np.full(6, -1.0)
    signs[0] = place
    return signs


def spelled_input(x: Any, task: str) -> Any:
    """Return how the input of a step is written."""
    if task == "adding" or task == "sunspots":
        return figures_of(x[0])
    return sign(int(x[0])) if task == "parity" else sign(first_input(task) + x.argmax())


def spelled(value: float, task: str) -> Any:
    """Return how an output of a task is written: a number or a class."""
    if task == "adding" or task == "sunspots":
        return figures_of(value)
    return sign(first_class(task) + int(value))


def spread(values: Any) -> Any:
    """Stretch what a sequence has at each step over the columns."""
    T, stretched = len(values), np.zeros(COLUMNS)
    for j in range(COLUMNS):
        stretched[j] = values[j * T // COLUMNS]
    return stretched


def states_of(h: Any) -> Any:
    """Return the states h (T+1, H) as cells: a unit a row, a step a column, both stretched."""
    T, H = len(h) - 1, len(h[0])
    cells = np.zeros((UNITS, COLUMNS))
    for j in range(COLUMNS):
        column = h[j * T // COLUMNS + 1]
        for i in range(UNITS):
            cells[i, j] = column[i * H // UNITS]
    return cells


def inputs_of(x: Any, task: str) -> Any:
    """Return the inputs x (T, D) as cells; a letter of a name as six bits, its place in the alphabet."""
    T, D = len(x), len(x[0])
    cells = np.full((INPUTS, COLUMNS), np.nan)
    for j in range(COLUMNS):
        row = x[j * T // COLUMNS]
        if task == "names":
            token = row.argmax()
            for i in range(INPUTS):
                cells[i, j] = token % 2
                token = token // 2
        else:
            for i in range(D):
                cells[i, j] = row[i]
    return cells


def outputs(y_hat: Any, y: Any, what: str) -> tuple[Any, Any]:
    """Return at each step the output and the right number; of classes, the probability of the right one."""
    T = len(y)
    output, answer = np.zeros(T), np.full(T, np.nan)
    for t in range(T):
        if what == "number":
            output[t] = y_hat[t, 0]
            answer[t] = y[t]
        else:
            output[t] = softmax(y_hat[t])[int(y[t])]
    return output, answer


def likeliest(z: Any, what: str) -> tuple[Any, Any]:
    """Return the probabilities of the likeliest classes of one step, and these; of a number, nothing."""
    p, likely = np.full(TOP, np.nan), np.full(TOP, -100.0)
    if what == "class":
        left = softmax(z)
        for i in range(min(TOP, len(left))):
            best = left.argmax()
            p[i] = left[best]
            likely[i] = best
            left[best] = -1.0
    return p, likely


def lengths(dx: Any, at: int) -> Any:
    """Return ‖dx_t‖ for the steps up to the chosen one; where it is too small to be seen, nothing."""
    norms = np.full(len(dx), np.nan)
    for t in range(at):
        norm = np.sqrt(np.sum(dx[t] ** 2))
        norms[t] = norm if norm > LEAST else np.nan
    return norms


def mark_at(at: int, T: int) -> Any:
    """Return a line (2, 2) through the middle of a step's columns, from the bottom to the top."""
    line = np.zeros((2, 2))
    line[0, :] = (at - 0.5) * COLUMNS / T
    line[1, 1] = 1.0
    return line
