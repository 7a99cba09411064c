"""Running the cells of an exercise on its published page, where Python has no notebook kernel around it."""

import ast
import linecache
import traceback
from typing import Any

from rnnlib.grading import report
from rnnlib.grading.printing import say

NAMES: dict[str, Any] = {"__name__": "__main__"}  # what the cells have defined so far
TOO_LONG = "Stopped: this cell ran for longer than it may. Which of its loops has no end?"


def run(code: str, number: int, columns: int = report.WIDTH) -> bool:
    """Run a cell and print what a notebook would show below it.

    Parameters
    ----------
    code : of the cell
    number : of the cell, for the traceback
    columns : characters for which a line of the page has room

    Returns
    -------
    ended : whether it ran to its end
    """
    report.width = min(columns, report.WIDTH)
    name = f"<cell {number}>"
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    try:
        statements = ast.parse(code, name).body
        last = statements.pop() if statements and isinstance(statements[-1], ast.Expr) else None
        exec(compile(ast.Module(statements, []), name, "exec"), NAMES)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), name, "eval"), NAMES)
            if value is not None:
                say(repr(value))
    except KeyboardInterrupt:  # what the page sends when the time is over
        say(TOO_LONG)
    except (Exception, SystemExit) as error:
        say(_shown(error))
    else:
        return True
    return False


def _shown(error: BaseException) -> str:
    """Return what a notebook shows of an error, without this module's own frames."""
    if hasattr(error, "_render_traceback_"):
        return "\n".join(error._render_traceback_())
    trace = error.__traceback__
    while trace is not None and not trace.tb_frame.f_code.co_filename.startswith("<cell "):
        trace = trace.tb_next
    return "".join(traceback.format_exception(type(error), error, trace)).rstrip()
