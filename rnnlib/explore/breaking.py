"""A listing with one line changed: what a mistake does, run beside the right one."""

import inspect
import textwrap
from collections.abc import Callable, Mapping
from typing import Any

from rnnlib.explore.compiler.names import code_of


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
        code = code_of(source.replace(right, wrong), f"{function.__name__}, {name}")
        made: dict[str, Any] = {}  # beside the function's own module, which stays as it is
        exec(code, function.__globals__, made)
        versions[name] = made[function.__name__]
    return versions
