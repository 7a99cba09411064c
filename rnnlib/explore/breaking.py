"""A listing with one line changed: what a mistake does, run beside the right one."""

import inspect
import linecache
import textwrap
from collections.abc import Callable, Mapping
from typing import Any


def broken(
    function: Callable[..., Any], changes: Mapping[str, tuple[str, str]]
) -> dict[str, Callable[..., Any]]:
    """Return the function as "nothing", and under each other name a version with one part changed.

    Parameters
    ----------
    function : callable
        A listing.
    changes : mapping
        Name of the mistake -> (what stands once in the source, what stands there instead).
    """
    source = textwrap.dedent(inspect.getsource(function))
    versions = {"nothing": function}
    for name, (right, wrong) in changes.items():
        if source.count(right) != 1 or right == wrong:
            raise ValueError(
                f"changes[{name!r}] must replace what stands once in {function.__name__}, "
                f"got {right!r}, which stands there {source.count(right)} times"
            )
        versions[name] = _compiled(function, source.replace(right, wrong), name)
    return versions


def _compiled(function: Callable[..., Any], source: str, name: str) -> Callable[..., Any]:
    filename = f"<{function.__name__}, {name}>"
    # Where inspect and error messages look up the lines of a function that is in no file.
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    made: dict[str, Any] = {}
    exec(compile(source, filename, "exec"), function.__globals__, made)
    return made[function.__name__]
