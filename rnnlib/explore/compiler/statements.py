"""Statements of the subset in JavaScript: one function at a time.

A function is written until the types of its names no longer change: what is known to be a number is computed
by JavaScript's own operators.
"""

import ast
from collections import Counter
from typing import Any

import numpy as np

from rnnlib.explore.compiler.calls import Calls
from rnnlib.explore.compiler.elementwise import NUMBERS, Typed, joined
from rnnlib.explore.compiler.expressions import BINARY
from rnnlib.explore.compiler.names import Program, Source, javascript_name

NAMES: dict[type[ast.AST], tuple[str, str]] = {
    ast.Try: ("try", "a listing checks nothing"),
    ast.Raise: ("raise", "a listing checks nothing"),
    ast.Assert: ("assert", "a listing checks nothing"),
    ast.With: ("with", ""),
    ast.Global: ("global", "pass the value and return it"),
    ast.Nonlocal: ("nonlocal", "pass the value and return it"),
    ast.FunctionDef: ("a def inside a function", "write it beside the function"),
    ast.ClassDef: ("class", "use functions and dicts"),
    ast.Import: ("import inside a function", "import at the top of the file"),
    ast.ImportFrom: ("import inside a function", "import at the top of the file"),
    ast.Delete: ("del", ""),
    ast.Match: ("match", "use if and elif"),
}


def stored(node: ast.AST) -> Counter[str]:
    """Count how often each name is assigned in a function, comprehensions aside."""
    inner = {
        id(name)
        for part in ast.walk(node)
        if isinstance(part, ast.comprehension)
        for name in ast.walk(part.target)
    }
    return Counter(
        part.id
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store) and id(part) not in inner
    )


def function_source(program: Program, function: Any) -> str:
    """Compile one function."""
    writer = Statements(program, program.source(function))
    while True:
        before = dict(writer.types)
        text = writer.function(program.function(function))
        if writer.types == before:
            return text


class Statements(Calls):
    """Writes the statements of one function."""

    def __init__(self, program: Program, source: Source) -> None:
        self.parameters = [parameter.name for parameter in source.parameters]
        self.stores = stored(source.node)
        super().__init__(program, source, {*self.parameters, *self.stores})
        targets = [stored(part.target) for part in ast.walk(source.node) if isinstance(part, ast.For)]
        # What only loops assign lives in them; every other name lives in the whole function, as in Python.
        in_loops = sum(targets, Counter[str]())
        elsewhere = {name for name, n in self.stores.items() if in_loops[name] < n} | {*self.parameters}
        mixed = [target for target in targets if target.keys() & elsewhere]
        while any(target.keys() - elsewhere for target in mixed):
            elsewhere.update(*mixed)
            mixed = [target for target in targets if target.keys() & elsewhere]
        self.of_loops = in_loops.keys() - elsewhere
        self.types = dict.fromkeys(self.parameters, "any")

    def function(self, name: str) -> str:
        """Return the function in JavaScript."""
        self.counter = 0
        self.assigned, self.reached = set(self.parameters), True
        body = self.block(self.source.node.body)
        written = [
            javascript_name(p.name) + (f" = {p.default}" if p.default else "") for p in self.source.parameters
        ]
        variables = [
            javascript_name(n) for n in self.stores if n not in self.of_loops and n not in self.parameters
        ]
        declared = f"let {', '.join(variables)};\n" if variables else ""
        return f"function {name}({', '.join(written)}) {{\n{declared}{body}\n}}"

    def block(self, statements: list[ast.stmt]) -> str:
        """Return statements in JavaScript, one a line."""
        lines = []
        for statement in statements:
            method = getattr(self, f"_{type(statement).__name__.lower()}_", None)
            if method is None:
                self.refuse(statement, *NAMES.get(type(statement), (type(statement).__name__, "")))
            if text := method(statement):
                lines.append(text)
        return "\n".join(lines)

    def temporary(self, of: str) -> str:
        """Return a name on the page that no listing has."""
        self.counter += 1
        return f"{of}${self.counter}"

    def _pass_(self, node: ast.Pass) -> str:
        return ""

    def _expr_(self, node: ast.Expr) -> str:
        if isinstance(node.value, ast.Constant):
            return ""
        if not isinstance(node.value, ast.Call):
            self.refuse(node, "a value that is not used", "assign or return it")
        return f"{self.text(node.value)};"

    def _return_(self, node: ast.Return) -> str:
        text = self.text(node.value) if node.value else "null"
        self.leave()
        return f"return {text};"

    def _break_(self, node: ast.Break) -> str:
        self.leave()
        return "break;"

    def _continue_(self, node: ast.Continue) -> str:
        self.leave()
        return "continue;"

    def leave(self) -> None:
        """Note that what follows in this block is never reached: there every name counts as assigned."""
        self.assigned = self.assigned | self.local

    def keep(self, name: str, kind: str) -> None:
        """Note a value given to a name."""
        self.types[name] = joined([kind, self.types[name]]) if name in self.types else kind
        self.assigned = self.assigned | {name}

    def _assign_(self, node: ast.Assign) -> str:
        return self.assign(node, node.targets, node.value)

    def _annassign_(self, node: ast.AnnAssign) -> str:
        return self.assign(node, [node.target], node.value) if node.value else ""

    def assign(self, node: ast.stmt, targets: list[ast.expr], value: ast.expr) -> str:
        """Return an assignment to names, or to one entry of an array, list or dict."""
        if len(targets) == 1 and isinstance(targets[0], ast.Subscript):
            target, given = targets[0], self.text(value)
            place = f"{self.text(target.value)}, {self.index(target.slice)}"
            if self.pure(value) and self.pure(target):
                return f"nd.put({place}, {given});"
            name = self.temporary("value")  # Python computes the value first
            return f"const {name} = {given};\nnd.put({place}, {name});"
        kinds = self.kinds(value, targets)
        text = self.text(value)
        for part in targets:
            if not isinstance(part, ast.Name | ast.Tuple | ast.List):
                self.refuse(
                    node, f"an assignment to {ast.unparse(part)}", "a name or one entry can be assigned"
                )
            self.bind(part, kinds)
        return f"{' = '.join([*map(self.target, targets), text])};"

    def kinds(self, value: ast.expr, targets: list[ast.expr]) -> Any:
        """Return the type of a value, or of each part where it is unpacked."""
        unpacked = any(not isinstance(target, ast.Name) for target in targets)
        if unpacked and isinstance(value, ast.Tuple | ast.List):
            return [self.kinds(part, self.parts(targets, i)) for i, part in enumerate(value.elts)]
        return self.write(value).type

    @staticmethod
    def parts(targets: list[ast.expr], i: int) -> list[ast.expr]:
        """Return the i-th part of each target that has parts."""
        tuples = [target for target in targets if isinstance(target, ast.Tuple | ast.List)]
        return [target.elts[i] for target in tuples if i < len(target.elts)]

    def bind(self, target: ast.expr, kinds: Any) -> None:
        """Note what is known of the names of a target."""
        if isinstance(target, ast.Name):
            self.keep(target.id, kinds if isinstance(kinds, str) else "any")
        elif isinstance(target, ast.Tuple | ast.List):
            for i, part in enumerate(target.elts):
                known = isinstance(kinds, list) and i < len(kinds)
                self.bind(part, kinds[i] if known else "int" if kinds == "ints" else "any")

    def _augassign_(self, node: ast.AugAssign) -> str:
        op, value = node.op, self.write(node.value)
        if type(op) not in BINARY or isinstance(op, ast.MatMult):
            self.refuse(node, "such an assignment with an operator", "write x = x … y")
        if isinstance(node.target, ast.Name):
            old = self._name(node.target)
            if {old.type, value.type} <= set(NUMBERS):
                new = self.binary(node, old, op, value, True)
                self.keep(node.target.id, new.type)
                return f"{old.text} = {new.text};"
            if old.type == "ints" or value.type == "ints":
                self.refuse(node, "arithmetic with a tuple or a list", "use np.array, or append")
            self.keep(node.target.id, "any")
            if isinstance(op, ast.Add) and self.outer(node.value):
                return f"{old.text} = nd.iouter({old.text}, {value.text.removeprefix('nd.outer(')};"
            return f"{old.text} = {self.in_place(node, old.text, value)};"
        if not isinstance(node.target, ast.Subscript):
            self.refuse(
                node, f"an assignment to {ast.unparse(node.target)}", "a name or one entry can be assigned"
            )
        if not self.pure(node.target):
            self.refuse(node, "a call within the place that changes", "give it a name first")
        place = f"{self.text(node.target.value)}, {self.index(node.target.slice)}"
        return f"nd.put({place}, {self.in_place(node, f'nd.at({place})', value)});"

    def in_place(self, node: ast.AugAssign, old: str, value: Typed) -> str:
        """Return an operator's work on an array itself; on a number, it gives a new one."""
        changed = self.binary(node, Typed(old), node.op, value, self.pure(node.value))
        return changed.text.replace("(", ".into(", 1)

    def outer(self, node: ast.expr) -> bool:
        """Say whether an expression is one call of np.outer: added to an array, it needs none of its own."""
        return isinstance(node, ast.Call) and self.meaning(node.func) is np.outer

    def _if_(self, node: ast.If) -> str:
        test, before = self.test(node.test), self.assigned
        body, after = self.block(node.body), self.assigned
        self.assigned = before
        otherwise = self.block(node.orelse)
        self.assigned = self.assigned & after
        if not node.orelse:
            return f"if ({test}) {{\n{body}\n}}"
        elif_ = len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)
        return f"if ({test}) {{\n{body}\n}} else " + (otherwise if elif_ else f"{{\n{otherwise}\n}}")

    def loop(self, node: ast.For | ast.While, head: str, first: str = "") -> str:
        """Return a loop; what its body assigns may have no value after it."""
        if node.orelse:
            self.refuse(node, "else after a loop", "set a name before break")
        before = self.assigned
        if isinstance(node, ast.For):
            self.bind(node.target, self.element)
        body = self.block(node.body)
        self.assigned = before - (
            stored(node.target).keys() & self.of_loops if isinstance(node, ast.For) else set()
        )
        return f"{head} {{\n{first}{body}\n}}"

    def _while_(self, node: ast.While) -> str:
        return self.loop(node, f"while ({self.test(node.test)})")

    def _for_(self, node: ast.For) -> str:
        bounds = self.range(node.iter)
        step = self.sign(node.iter) if bounds else 0
        target = self.target(node.target)
        own = stored(node.target).keys() <= self.of_loops
        if bounds and step and isinstance(node.target, ast.Name):
            self.element: Any = "int"
            counter = target if own else self.temporary("i")
            end = self.temporary("end")
            start, sign = f"let {counter} = {bounds[0]}, {end} = {bounds[1]}", "<" if step > 0 else ">"
            head = f"for ({start}; {counter} {sign} {end}; {counter} += {bounds[2]})"
            return self.loop(node, head, "" if own else f"{target} = {counter};\n")
        values, self.element = self.iterable(node.iter)
        name = target if own else self.temporary("each")
        return self.loop(node, f"for (const {name} of {values})", "" if own else f"{target} = {name};\n")

    def sign(self, node: ast.expr) -> int:
        """Return the sign of a range's step if it is a constant, else 0."""
        step = node.args[2] if isinstance(node, ast.Call) and len(node.args) == 3 else ast.Constant(1)
        try:
            value = ast.literal_eval(step)
        except ValueError:
            return 0
        return (value > 0) - (value < 0)
