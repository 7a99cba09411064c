"""Calling a learner's function, and writing down what happened."""

import ast
import inspect
import linecache
import textwrap
from collections.abc import Callable
from types import CodeType
from typing import Any

import numpy as np

from .packing import LONGEST, pack, unpack

NUMPY_ALONE = "the exercises are graded with NumPy and Python's own library alone"
BY_ITSELF = "an answer is graded in one process of few threads, without a network and without other files"
NOBODY = "breakpoint(), pdb.set_trace() and input() wait for somebody who types; delete them"


def pack_arguments(inputs: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of one call, each as from `pack`."""
    return {name: pack(value) for name, value in inputs.items()}


def unpack_arguments(packed: dict[str, Any]) -> dict[str, Any]:
    """Return fresh arguments; a formula, which only rnnlib writes, becomes the function it spells."""
    return {
        name: eval(item["formula"], {"np": np}) if "formula" in item else unpack(item)
        for name, item in packed.items()
    }


def observe(function: Callable[..., Any], packed: dict[str, Any], changes: str = "") -> dict[str, Any]:
    """Call `function` and write down what happened.

    Parameters
    ----------
    function : the learner's
    packed : the arguments, each as from `pack`
    changes : the argument that is to be updated in place, if there is one

    Returns
    -------
    observed : dict with `value` (what came back or, with `changes`, the arrays of that argument) and
        `modified` (the names of the other arguments that the call changed) and, if the function draws
        random numbers, `random`; or with `raised`, `message`, `line` and `text`, or with `not_attempted`
    """
    inputs = unpack_arguments(packed)
    held = dict(inputs[changes]) if changes else None  # the arrays themselves, whatever becomes of the dict
    try:
        with np.errstate(all="ignore"):
            value = function(*inputs.values())
            observed = {"value": pack(value if held is None else held)}
    except (Exception, SystemExit) as error:
        if type(error) is NotImplementedError and _is_stub(function):
            return {"not_attempted": True}
        return describe(error, function)
    pristine = unpack_arguments(packed)
    names = [name for name in pristine if name != changes and _differ(inputs[name], pristine[name])]
    return {**observed, "modified": names, **({"random": True} if _draws(function) else {})}


def _is_stub(function: Callable[..., Any]) -> bool:
    """Return whether nothing is written in a function but a docstring and a raise, as far as can be seen."""
    try:
        (definition,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    except Exception:  # without its source, it is taken for what it was handed out as
        return True
    return isinstance(definition, ast.FunctionDef) and all(
        isinstance(line, ast.Raise) or (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))
        for line in definition.body
    )


def _draws(function: Callable[..., Any]) -> bool:
    """Return whether a function's own lines speak of random numbers."""
    codes = [code] if (code := getattr(function, "__code__", None)) else []
    for code in codes:  # which grows by the loops inside
        codes += [inner for inner in code.co_consts if isinstance(inner, CodeType)]
    return any("random" in (*code.co_names, *code.co_varnames) for code in codes)


def _differ(left: Any, right: Any) -> bool:
    """Return whether what a function left of its argument is not what it was given."""
    if isinstance(right, dict):
        return left.keys() != right.keys() or any(_differ(left[key], right[key]) for key in right)
    if isinstance(right, list):
        return len(left) != len(right) or any(map(_differ, left, right))
    if not isinstance(right, np.ndarray):
        return False
    if type(left) is not np.ndarray or (left.shape, left.dtype) != (right.shape, right.dtype):
        return True
    return not np.allclose(left, right, rtol=1e-9, atol=1e-9, equal_nan=True)


def describe(error: BaseException, function: Callable[..., Any] | None = None) -> dict[str, Any]:
    """Return the error's type and message, and the last line of the learner's code it passed through."""
    code = getattr(function, "__code__", None)
    place: dict[str, Any] = {"line": 0, "text": ""}
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file == getattr(code, "co_filename", None) or file.startswith("<cell "):
            place = {
                "line": trace.tb_lineno,
                "text": linecache.getline(file, trace.tb_lineno).strip()[:LONGEST],
            }
        trace = trace.tb_next
    if type(error).__name__ == "BdbQuit":  # it is raised a line too late
        place = {"line": 0, "text": ""}
    if isinstance(error, SyntaxError):
        place = {"line": error.lineno or 0, "text": (error.text or "").strip()[:LONGEST]}
    message = _message(error)
    if isinstance(error, ImportError) and "graded" not in message:
        message += f"; {NUMPY_ALONE}"
    if isinstance(error, OSError) or "start new thread" in message:
        message = f"{message.rstrip('. ')}; {BY_ITSELF}"
    return {"raised": type(error).__name__[:LONGEST], "message": message, **place}


def _message(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return "ends Python with exit()"
    try:
        message = str(error.msg if isinstance(error, SyntaxError) else error)[:LONGEST]
        waits = type(error).__name__ == "BdbQuit" or message == "EOF when reading a line"
        return NOBODY if waits else message
    except Exception:  # a __str__ of the submission's own
        return ""
