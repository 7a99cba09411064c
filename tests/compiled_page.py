"""A page in Chromium that runs compiled listings, to be compared with Python."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from rnnlib.explore.compiler import compile_functions


def shipped(value: Any) -> Any:
    """Write a value as it goes to the page and comes from there: arrays are marked as such."""
    if isinstance(value, np.ndarray) and value.ndim:
        return {"$array": np.ravel(value).astype(float).tolist(), "$shape": list(value.shape)}
    if isinstance(value, dict):
        return {key: shipped(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [shipped(item) for item in value]
    return value.item() if isinstance(value, np.generic | np.ndarray) else value


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


Call = tuple[Callable[..., Any], tuple[Any, ...]]
STATIC = files("rnnlib.explore") / "static"
RUNTIME = "".join(STATIC.joinpath(f"{name}.js").read_text(encoding="utf-8") for name in ("arrays", "python"))


class Compiled:
    """Runs compiled functions on an empty page."""

    def __init__(self, page: Page, runtime: str = RUNTIME) -> None:
        self.page = page
        page.goto("about:blank")
        page.add_script_tag(content=runtime.replace("const nd =", "globalThis.nd =", 1))

    def call(self, function: Callable[..., Any], *arguments: Any) -> tuple[Any, Any]:
        """Return what the page computes, and the arguments after the call."""
        result, left = self.calls([(function, arguments)])[0]
        return result, left

    def calls(self, calls: list[Call], program: str | None = None) -> list[Any]:
        """Run several calls in one go; return what each gives, and its arguments after it."""
        asked = [[f"f{i}", shipped(list(arguments))] for i, (_, arguments) in enumerate(calls)]
        found: list[Any] = self.page.evaluate(ASK, [program or compiled(calls), asked])
        return found


def compiled(calls: list[Call]) -> str:
    """Compile the functions of calls."""
    return compile_functions(**{f"f{i}": function for i, (function, _) in enumerate(calls)})


def agree(page: Any, python: Any, tolerance: float = 1e-12, where: str = "") -> None:
    """Fail unless two results have one structure and equal numbers."""
    assert type(page) is type(python) or {type(page), type(python)} <= {int, float}, where
    if isinstance(python, dict):
        assert list(page) == list(python), where
        page, python = list(page.values()), list(python.values())
    if isinstance(python, list):
        assert len(page) == len(python), where
        for a, b in zip(page, python, strict=True):
            agree(a, b, tolerance, where)
    elif isinstance(python, float):
        assert page == pytest.approx(python, rel=tolerance, abs=tolerance, nan_ok=True), where
    else:
        assert page == python, where
