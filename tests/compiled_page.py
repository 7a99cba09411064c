"""A page in Chromium that runs compiled listings, to be compared with Python."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import numpy as np
from playwright.sync_api import Page

from rnnlib.explore.compiler import compile_functions


def shipped(value: Any) -> Any:
    """Write a value as the page gets it: arrays marked as such."""
    if isinstance(value, np.ndarray):
        return {"$array": np.ravel(value).tolist(), "$shape": list(value.shape)}
    if isinstance(value, dict):
        return {key: shipped(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [shipped(item) for item in value]
    return value.item() if isinstance(value, np.generic) else value


def plain(value: Any) -> Any:
    """Write a result of Python as the page gives it: nested lists of numbers, marked if an array."""
    if isinstance(value, np.ndarray):
        return {"$array": np.ravel(value).astype(float).tolist(), "$shape": list(value.shape)}
    return shipped(value)


ASK = """([source, calls]) => {
  const unpack = (v) => Array.isArray(v) ? v.map(unpack)
    : v === null || typeof v !== "object" ? v
    : v.$array ? nd.array(v.$array, v.$shape)
    : Object.fromEntries(Object.entries(v).map(([k, x]) => [k, unpack(x)]));
  const pack = (v) => v instanceof nd.NDArray ? { $array: [...nd.flat(v)], $shape: v.shape }
    : Array.isArray(v) ? v.map(pack) : v === undefined ? null : v === null || typeof v !== "object" ? v
    : Object.fromEntries(Object.entries(v).map(([k, x]) => [k, pack(x)]));
  const program = (0, eval)(source)(nd);
  return calls.map(([name, args]) => {
    const given = unpack(args);
    const result = program[name](...given);
    return pack([result, given]);
  });
}"""


class Compiled:
    """Runs compiled functions on an empty page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        runtime = files("rnnlib.explore").joinpath("static/arrays.js").read_text(encoding="utf-8")
        page.goto("about:blank")
        page.add_script_tag(content=runtime.replace("const nd =", "globalThis.nd =", 1))

    def call(self, function: Callable[..., Any], *arguments: Any) -> tuple[Any, Any]:
        """Return what the page computes, and the arguments after the call."""
        return self.calls([(function, arguments)])[0]

    def calls(self, calls: list[tuple[Callable[..., Any], tuple[Any, ...]]]) -> list[tuple[Any, Any]]:
        """Run several calls in one go."""
        functions = {f"f{i}": function for i, (function, _) in enumerate(calls)}
        asked = [[f"f{i}", shipped(list(arguments))] for i, (_, arguments) in enumerate(calls)]
        found = self.page.evaluate(ASK, [compile_functions(**functions), asked])
        return [(result, given) for result, given in found]
