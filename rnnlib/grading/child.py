"""What runs beside a submission: it executes cells, calls functions and writes down what came back.

The sandbox runs this file as a script, where the rest of rnnlib cannot be imported; a notebook's own check
uses `pack` and `observe` from here. Nothing in this file knows a right answer.
"""

import base64
import contextlib
import importlib.machinery
import json
import linecache
import os
import sys
import types
from collections.abc import Callable
from typing import Any

import numpy as np

LARGEST = 1 << 20  # bytes of one array that comes back
DEEPEST = 4  # levels of dicts and lists inside one another
LONGEST = 300  # characters of a message
HARMLESS_MAGICS = ("%%time", "%%capture", "%%timeit")


class Formula(str):
    """The source of a function, for a task that takes a function as an argument; NumPy is `np` in it."""

    __slots__ = ()


def pack(value: Any, depth: int = 0) -> dict[str, Any]:
    """Return `value` as JSON can carry it, and only numbers, arrays, dicts, lists and None as themselves.

    Parameters
    ----------
    value : anything, also hostile
    depth : how many dicts and lists `value` stands in

    Returns
    -------
    packed : dict with one of the keys none, array, items, entries, formula, large, other
    """
    if value is None:
        return {"none": True}
    if type(value) is Formula:
        return {"formula": str(value)}
    if isinstance(value, (list, tuple)) and depth < DEEPEST and len(value) <= 1000:
        return {"items": [pack(item, depth + 1) for item in value]}
    if isinstance(value, dict) and depth < DEEPEST and len(value) <= 1000:
        return {"entries": {str(key)[:LONGEST]: pack(item, depth + 1) for key, item in value.items()}}
    if isinstance(value, (np.ndarray, np.generic, bool, int, float)):
        array = np.asarray(value)
        if array.dtype.kind in "fiub":
            if array.nbytes > LARGEST:
                return {"large": [int(size) for size in array.shape]}
            array = np.array(array, dtype=array.dtype.newbyteorder("<"), order="C")
            data = base64.b64encode(np.ndarray.tobytes(array)).decode()
            return {"array": data, "dtype": array.dtype.str, "shape": [int(size) for size in array.shape]}
        return {"other": f"array of dtype {array.dtype}"[:LONGEST]}
    return {"other": type(value).__name__[:LONGEST]}


def unpack(packed: dict[str, Any]) -> Any:
    """Return what `pack` was given.

    Parameters
    ----------
    packed : with one of the keys array, items, entries

    Returns
    -------
    value : an array, a float, an int or a bool (from an array without axes), a list or a dict

    Raises
    ------
    ValueError
        If `packed` is none of these, or its array is not what it says it is.
    """
    if "array" in packed:
        dtype = np.dtype(packed["dtype"])
        if dtype.kind not in "fiub":
            raise ValueError(f"dtype: expected floats, integers or bool, got {dtype}")
        array = np.frombuffer(base64.b64decode(packed["array"], validate=True), dtype)
        array = array.reshape(packed["shape"]).copy()
        return array if array.ndim else array.item()
    if "items" in packed:
        return [unpack(item) for item in packed["items"]]
    if "entries" in packed:
        return {key: unpack(item) for key, item in packed["entries"].items()}
    raise ValueError(f"packed: expected an array, items or entries, got {sorted(packed)}")


def pack_arguments(inputs: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of one call, each as from `pack`."""
    return {name: pack(value) for name, value in inputs.items()}


def _arguments(packed: dict[str, Any]) -> dict[str, Any]:
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
        `modified` (the names of the other arguments that the call changed), or with `raised`, `message`,
        `line` and `text`, or with `not_attempted`
    """
    inputs = _arguments(packed)
    held = dict(inputs[changes]) if changes else None  # the arrays themselves, whatever becomes of the dict
    try:
        with np.errstate(all="ignore"):
            value = function(*inputs.values())
            observed = {"value": pack(value if held is None else held)}
    except NotImplementedError:
        return {"not_attempted": True}
    except (Exception, SystemExit) as error:
        return describe(error, function)
    pristine = _arguments(packed)
    names = [name for name in pristine if name != changes and _differ(inputs[name], pristine[name])]
    return {**observed, "modified": names}


def _differ(left: Any, right: Any) -> bool:
    if isinstance(right, dict):
        return left.keys() != right.keys() or any(_differ(left[key], right[key]) for key in right)
    if not isinstance(right, np.ndarray):
        return False
    return left.shape != right.shape or not np.allclose(left, right, rtol=1e-9, atol=1e-9, equal_nan=True)


def describe(error: BaseException, function: Callable[..., Any] | None = None) -> dict[str, Any]:
    """Return the error's type and message, and the last line of the learner's code it passed through."""
    code = getattr(function, "__code__", None)
    place: dict[str, Any] = {"line": 0, "text": ""}
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file == getattr(code, "co_filename", None) or file.startswith("<cell "):
            place = {"line": trace.tb_lineno, "text": linecache.getline(file, trace.tb_lineno).strip()}
        trace = trace.tb_next
    if isinstance(error, SyntaxError):
        place = {"line": error.lineno or 0, "text": (error.text or "").strip()}
    message = "ends Python with exit()" if isinstance(error, SystemExit) else _message(error)
    return {"raised": type(error).__name__[:LONGEST], "message": message, **place}


def _message(error: BaseException) -> str:
    try:
        return str(error.msg if isinstance(error, SyntaxError) else error)[:LONGEST]
    except Exception:  # a __str__ of the submission's own
        return ""


def plain(source: str) -> str:
    """Return a cell's source without the lines that only IPython understands."""
    lines = source.split("\n")
    if lines[0].startswith("%%"):
        lines = lines[1:] if lines[0].split()[0] in HARMLESS_MAGICS else []
    for number, line in enumerate(lines):
        code = line.lstrip()
        if code.startswith(("%", "!", "?")):
            lines[number] = line[: len(line) - len(code)] + "pass"
    return "\n".join(lines)


def _stand_in() -> dict[str, types.ModuleType]:
    """Return modules to stand where rnnlib would: a check that does nothing, and not one right answer."""

    def refuse(name: str) -> None:
        if not name.startswith("__"):
            raise ImportError("the exercises are graded without rnnlib: write the answer with NumPy")
        raise AttributeError(name)

    package, grading = types.ModuleType("rnnlib"), types.ModuleType("rnnlib.grading")
    grading.check = lambda *args, **kwargs: None  # type: ignore[attr-defined]
    package.grading = grading  # type: ignore[attr-defined]
    for module in (package, grading):
        module.__spec__ = importlib.machinery.ModuleSpec(module.__name__, None)
        module.__getattr__ = refuse  # type: ignore[method-assign]
    return {"rnnlib": package, "rnnlib.grading": grading}


def _restrict(limits: dict[str, int], user: int | None) -> None:
    import resource  # not there on Windows, where a notebook's own check still runs

    if user is not None:
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
    for name, limit in limits.items():
        with contextlib.suppress(ValueError, OSError):  # a lower limit than this one is already set
            resource.setrlimit(getattr(resource, name), (limit, limit))


def main() -> None:
    """Do the job that stands on standard input; write one JSON line for each thing that happened."""
    job = json.load(sys.stdin)
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)

    def send(**line: Any) -> None:
        channel.write(json.dumps(line) + "\n")
        channel.flush()

    _restrict(job["limits"], job["user"])
    send(ready=True)
    sys.modules.update(_stand_in())
    namespace: dict[str, Any] = {"__name__": "__main__", "display": lambda *args, **kwargs: None}
    for number, source in job["cells"]:
        send(at="cell", number=number)
        name = f"<cell {number}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        try:
            exec(compile(plain(source), name, "exec"), namespace)
        except NotImplementedError:
            pass  # a cell that tries out a function not yet written
        except (Exception, SystemExit) as error:
            send(cell=number, **describe(error))
    for task in job["tasks"]:
        function = namespace.get(task["function"])
        for number, packed in enumerate(task["cases"]):
            send(at="task", task=task["id"], case=number)
            if callable(function):
                send(task=task["id"], case=number, observed=observe(function, packed, task["changes"]))
            else:
                send(task=task["id"], case=number, observed={"missing": True})
    send(done=True)
    channel.flush()
    os._exit(0)  # leave no time to what the submission may have hung on to the end of the process


if __name__ == "__main__":
    main()
