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
    " So the axes of the array of shape {short} met the last axes of the other, not its first. To meet those "
    "it ends in an axis of length 1 for each one that it lacks: `a[{index}]`, of shape {longer}."
)
INTEGERS = (
    "Indices and lengths are whole numbers, and a float is none of them, not even 2.0. `//` divides integers "
    "to an integer, and `.astype(int)` makes integers of the entries of an array."
)

# What NumPy says, as a pattern, and what it means; groups of the pattern stand in the text by name.
MEANINGS = {
    r"remapped shapes|einstein sum|collapsing index|Size of label": (
        "In np.einsum each array has as many letters as axes, and a letter has one length wherever it "
        "stands. A letter that is missing behind `->` is summed over."
    ),
    r"indexing arrays could not be broadcast": (
        "Two arrays of indices are matched entry by entry: `a[rows, columns]` takes one entry for each pair, "
        "so there are as many rows as columns. `np.arange(len(columns))` goes through all rows."
    ),
    r"operands could not be broadcast|non-broadcastable output operand": ENTRYWISE,
    r"matmul: .*\(size (?P<right>\d+) is different from (?P<left>\d+)\)": PRODUCT,
    r"not aligned: (?P<left>\d+) \(dim \d+\) != (?P<right>\d+)": PRODUCT,
    r"does not have enough dimensions": (
        "`@` multiplies vectors and matrices, and one side is a single number here. For numbers it is `*`."
    ),
    rf"could not broadcast input array from shape {SHAPE} into shape|value array of shape": (
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
    r"Cannot interpret '\d+' as a data type": (
        "What stands after the shape is the type of the entries. A shape of two axes is one argument, in "
        "parentheses of its own: `np.zeros((T, H))`."
    ),
    r"values to unpack": (
        "Unpacking takes as many names as there are values: `x.shape` has one for each axis of x, and an "
        "array itself one for each row."
    ),
    r"arrays used as indices must be|only integers, slices|integers or slices, not float": INTEGERS,
    r"slice indices must be|expected a sequence of integers|'float' object cannot be interpreted": INTEGERS,
    r"list indices must be integers or slices, not tuple": (
        "A list takes one index at a time. np.array makes an array of it, which takes one for each axis."
    ),
    r"only integer scalar arrays can be converted": (
        "An array stands where one integer is wanted. `range(len(x))` counts its rows, a list takes one "
        "index at a time, and what is put together is one argument, in a list: `np.concatenate([a, b])`."
    ),
    r"axes don't match array": (
        "A transpose takes the number of every axis once: as many of them as the array has axes."
    ),
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
            n = len(short)
            if 0 < n < len(long) and short == long[:n] != long[-n:]:
                lacks = len(long) - n
                index, longer = ", ".join([":"] * n + ["None"] * lacks), (*short, *[1] * lacks)
                return ROWS.format(short=short, index=index, longer=longer)
    return ""
