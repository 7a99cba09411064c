"""From a small subset of Python and NumPy to JavaScript: what a listing says is what the page computes.

`subset` lists what is known, `names` finds what a name means, `elementwise` writes the loops over entries,
`expressions`, `calls` and `statements` the rest. If Python runs a listing without an error, the page gives
the same numbers, or the listing is refused here, with file, line and construct, or the page throws.
"""

from collections.abc import Callable
from typing import Any

from rnnlib.explore.compiler.names import Program
from rnnlib.explore.compiler.statements import function_source
from rnnlib.explore.compiler.subset import NotInSubset

__all__ = ["NotInSubset", "compile_functions"]


def compile_functions(*functions: Callable[..., Any], **named: Callable[..., Any]) -> str:
    """Compile functions, and all that they call, to JavaScript.

    Parameters
    ----------
    *functions : functions with Python source, known on the page by their own names
    **named : functions known on the page by the keyword

    Returns
    -------
    str
        A JavaScript function from the runtime of ``static/arrays.js`` and ``python.js`` to an object of the
        functions asked for: ``const {tick} = (SOURCE)(nd)``.

    Raises
    ------
    NotInSubset
        If something is not in the subset that the page can run; the message names file, line and construct.
    """
    wanted = {function.__name__: function for function in functions}
    if len(wanted) < len(functions) or set(wanted) & set(named):
        raise ValueError("two functions have the same name: give each its own as a keyword")
    wanted |= named
    program = Program()
    exports = [f"{name}: {program.function(function)}" for name, function in wanted.items()]
    sources = [function_source(program, function) for function in program.pending()]
    listing = "\n".join([*program.tables(), *sources])
    last = f"return {{ {', '.join(exports)} }};"
    return "\n".join(["(nd) => {", '"use strict";', *program.loops(listing), listing, last, "}"])
