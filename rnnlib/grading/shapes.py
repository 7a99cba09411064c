"""NumPy's errors about shapes, said in words that tell what to look at."""

import re
from typing import Any

SHAPE = r"\(([\d, ]*)\)"
PRODUCT = (
    "In `A @ B` the rows of A meet the columns of B, so the last axis of A is as long as the first of B; "
    "here they are {left} and {right}. A weight W (H, D) gives `W @ x` for one vector x (D,), and `x @ "
    "W.T` for rows x (T, D)."
)
ENTRYWISE = (
    "Entry by entry, shapes are matched from their last axis backwards; two lengths fit if they are equal "
    "or one of them is 1."
)
ROWS = (
    " So the {n} numbers of the one-dimensional array met the last axis of the other, not its {n} rows. "
    "For one number a row it needs a second axis of length 1: `a[:, None]`, of shape ({n}, 1)."
)

# What NumPy says, as a pattern, and what it means; groups of the pattern stand in the text by name.
MEANINGS = {
    r"operands could not be broadcast|non-broadcastable output operand": ENTRYWISE,
    r"matmul: .*\(size (?P<right>\d+) is different from (?P<left>\d+)\)": PRODUCT,
    r"not aligned: (?P<left>\d+) \(dim \d+\) != (?P<right>\d+)": PRODUCT,
    r"does not have enough dimensions": (
        "`@` multiplies vectors and matrices, and one side is a single number here. For numbers it is `*`."
    ),
    rf"could not broadcast input array from shape {SHAPE} into shape": (
        "The array on the right of `=` does not fit the place it is stored in."
    ),
    r"truth value of an array": (
        "`if` wants one True or False, and got an array of them. To choose entry by entry there is np.where."
    ),
    r"index -?\d+ is out of bounds for axis (?P<axis>\d+) with size (?P<size>\d+)": (
        "Axis {axis} has {size} entries, and the first has index 0. Does a loop go one step too far?"
    ),
    r"boolean index did not match": "A mask used as an index needs the length of the axis it indexes.",
    r"only (length-1|0-dimensional|size-1) arrays can be converted": (
        "float() and the functions of `math` want one number and got an array; np.tanh and np.exp take both."
    ),
    r"inhomogeneous shape": "The rows of an array all have one shape, and here one differs from the others.",
    r"setting an array element with a sequence": "An array was to be stored in the place of one number.",
    r"array is (?P<axes>\d+)-dimensional, but (?P<asked>\d+) were indexed": (
        "The array has {axes} axes, and {asked} indices stand behind it."
    ),
    r"axis -?\d+ is out of bounds for array of dimension (?P<axes>\d+)": (
        "The array has {axes} axes, and the first is axis 0."
    ),
    r"cannot reshape array": "A new shape has to hold exactly as many numbers as the old one.",
    r"Cannot cast ufunc .* output from dtype\('float\d+'\) to dtype\('u?int\d+'\)": (
        "An array of integers cannot hold the result in place. Make it of floats, as np.zeros does."
    ),
    r"all (the )?input array": "Arrays are put together only where their shapes agree.",
}


def explain(message: str, arguments: dict[str, Any]) -> str:
    """Return what an error of NumPy means, or nothing if it is not about shapes.

    Parameters
    ----------
    message : of the error
    arguments : of the call that raised it, each as from `rnnlib.grading.child.pack`
    """
    for pattern, meaning in MEANINGS.items():
        if (found := re.search(pattern, message)) is not None:
            said = meaning.format(**found.groupdict())
            shapes = [tuple(map(int, re.findall(r"\d+", text))) for text in re.findall(SHAPE, message)]
            if meaning == ENTRYWISE:
                said += _rows(shapes)
            given = [
                f"{name} {tuple(item['shape'])}" for name, item in arguments.items() if item.get("shape")
            ]
            return said + (f" The arguments here: {', '.join(given)}." if given else "")
    return ""


def _rows(shapes: list[tuple[int, ...]]) -> str:
    """Return the advice for one number a row, if that is what was meant."""
    for short in shapes:
        for long in shapes:
            if len(short) == 1 and len(long) > 1 and short[0] == long[0] != long[-1]:
                return ROWS.format(n=short[0])
    return ""
