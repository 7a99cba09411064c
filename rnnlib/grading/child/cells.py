"""Running a notebook's cells without a kernel, and trying the functions that it defines.

A notebook accepted a function in a certain state of its cells. So each function is tried when its check runs,
when its name goes to what is no function, and at the end; the grader counts the best of these tries. One that
another function replaced, unchecked, is none of them: its author thought better of it. And nothing beside the
answer should cost it: cells run statement by statement, and one that fails, or that was left out because it
did not end, does not take the rest of its cell with it.
"""

import ast
import builtins
import inspect
import linecache
import sys
import types
from codeop import Compile
from collections.abc import Callable
from typing import Any

from .calls import describe, observe
from .packing import LONGEST
from .shell import Idle, Shell, absent, parse, stand_in

UNNAMED = (ast.Expr, ast.For, ast.AsyncFor, ast.While)  # statements that are there for what they do
TRIES = 20  # of one task; a notebook that calls a check in a loop gets no more
Send = Callable[..., None]


class Trials:
    """The tries of the functions that tasks ask for.

    Parameters
    ----------
    tasks : for each its id, the name of the function, the argument it changes, and the packed cases
    left_out : why, for each function that is not called again; its key is the task's id and its number
    send : writes a line to the grader
    """

    def __init__(self, tasks: list[dict[str, Any]], left_out: dict[str, str], send: Send) -> None:
        self.tasks = {task["id"]: task for task in tasks}
        self.left_out = left_out
        self.send = send
        self.count = dict.fromkeys(self.tasks, 0)
        self.seen: dict[str, list[Any]] = {name: [] for name in self.tasks}
        self.bound: dict[str, Any] = {}

    def check(self, task_id: Any, function: Any = None, *_: object) -> None:
        """Try a function as a notebook's `check` does, but print nothing."""
        if isinstance(task_id, str) and task_id in self.tasks and callable(function):
            self._try(task_id, function, self.count[task_id])

    def follow(self, namespace: dict[str, Any]) -> None:
        """Try each function whose name has just been given to what is no function."""
        for name, task in self.tasks.items():
            now, before = namespace.get(task["function"]), self.bound.get(name)
            self.bound[name] = now
            if callable(before) and not callable(now):
                self._try(name, before, self.count[name])

    def end(self, namespace: dict[str, Any]) -> None:
        """Try each function as the notebook left it."""
        for name, task in self.tasks.items():
            function = namespace.get(task["function"])
            if callable(function):
                self._try(name, function, "last")
            else:
                for case in range(len(task["cases"])):
                    self.send(task=name, attempt="last", case=case, observed={"missing": True})

    def _try(self, name: str, function: Callable[..., Any], attempt: int | str) -> None:
        if attempt != "last":
            self.count[name] += 1
            if self.count[name] > TRIES:
                return
        seen, task = self.seen[name], self.tasks[name]
        if not any(function is other for other in seen):
            seen.append(function)
        number = next(n for n, other in enumerate(seen) if function is other)
        key = f"{name} {number}"
        for case, packed in enumerate(task["cases"]):
            self.send(at=key)
            if key in self.left_out:
                observed = {"stopped": self.left_out[key]}
            else:
                observed = _observe(function, packed, task["changes"])
            self.send(task=name, attempt=attempt, case=case, observed=observed)


def _observe(function: Callable[..., Any], packed: dict[str, Any], changes: str) -> dict[str, Any]:
    """Observe a call, and take for its mistake what would interrupt a kernel: nobody does that here."""
    try:
        return observe(function, packed, changes)
    except BaseException as error:
        return describe(error, function)


def run(
    cells: list[list[Any]],
    tasks: list[dict[str, Any]],
    left_out: dict[str, str],
    send: Send,
    bare: bool = False,
) -> None:
    """Execute cells as a notebook would, and try the functions.

    Parameters
    ----------
    cells : number and code of each
    tasks : as for `Trials`
    left_out : why, for what is not run again: functions, as for `Trials`, and statements, whose key is
        "cell", the number of the cell and that of the statement
    send : writes a line to the grader
    bare : whether to run only what may give a name to something, and no loop or call by itself
    """
    trials = Trials(tasks, left_out, send)
    sys.modules["builtins"] = own = types.ModuleType("builtins")  # what it does to them, it does to itself
    vars(own).update(vars(builtins))
    namespace: dict[str, Any] = {"__name__": "__main__", "__builtins__": own}
    namespace["display"] = lambda *args, display_id=None, **kwargs: Idle() if display_id else None
    shell = Shell(namespace)
    sys.modules.update(stand_in(trials.check, shell))
    namespace.update(get_ipython=lambda: shell, check=trials.check, _="", __="", In=[""], Out={})
    compiler = Compile()  # remembers `from __future__ import …` from statement to statement
    compiler.flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    for number, code in cells:
        name = f"<cell {number}>"
        linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
        namespace["In"].append(code)
        try:
            statements = parse(code, name).body
        except (Exception, SystemExit) as error:
            send(cell=number, **describe(error))
            continue
        told = False  # what fails after the first failure of a cell may be due to it
        for place, statement in enumerate(statements):
            key = f"cell {number} {place}"
            text = linecache.getline(name, statement.lineno).strip()[:LONGEST]
            send(at=key, cell=number, line=statement.lineno, text=text)
            if key in left_out or (bare and isinstance(statement, UNNAMED)):
                namespace.update(absent(statement))
                continue
            try:
                value = _execute(statement, name, namespace, compiler)
            except NotImplementedError:
                told = True  # a statement that tries out a function not yet written
            except BaseException as error:
                said = describe(error)
                if not told:
                    send(cell=number, **said)
                told = True
                namespace.update(absent(statement, said["message"]))
            else:
                if value is not None and statement is statements[-1]:
                    namespace["__"], namespace["_"] = namespace["_"], value
                    namespace["Out"][number] = value
            trials.follow(namespace)
    trials.end(namespace)


def _execute(statement: ast.stmt, name: str, namespace: dict[str, Any], compiler: Any) -> Any:
    """Execute one statement; return its value if it is an expression."""
    if isinstance(statement, ast.Expr):
        code = compiler(ast.Expression(statement.value), name, "eval")
    else:
        code = compiler(ast.Module([statement], []), name, "exec")
    value = eval(code, namespace)
    if code.co_flags & inspect.CO_COROUTINE:
        import asyncio  # which few notebooks need, and each child would wait for

        return asyncio.run(value)
    return value
