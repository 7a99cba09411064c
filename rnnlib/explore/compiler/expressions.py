"""Expressions of the subset in JavaScript, each with what is known of its type.

Types: ``int``, ``float``, ``number`` (one of the two), ``bool``, ``ints`` (a tuple or list of int), ``any``.
Numbers are computed by JavaScript's own operators, everything else by the runtime.
"""

import ast
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import numpy as np

from rnnlib.explore.compiler.elementwise import FLOAT, MASK, NUMBERS, Typed, alone, fused, joined
from rnnlib.explore.compiler.names import MISSING, Program, Source, javascript_name
from rnnlib.explore.compiler.subset import HINTS, literal

BINARY = {
    **{ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div", ast.FloorDiv: "floordiv"},
    **{ast.Mod: "mod", ast.Pow: "pow", ast.MatMult: "matmul"},
}
REFUSED = {ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>"}
NATIVE = {"add": "+", "sub": "-", "mul": "*", "div": "/"}
COMPARE = {
    **{ast.Lt: ("lt", "<"), ast.LtE: ("le", "<="), ast.Gt: ("gt", ">"), ast.GtE: ("ge", ">=")},
    **{ast.Eq: ("eq", "==="), ast.NotEq: ("ne", "!==")},
}


class Expressions:
    """Writes the expressions of one function."""

    def __init__(self, program: Program, source: Source, local: set[str]) -> None:
        self.program, self.source, self.local = program, source, local
        self.types: dict[str, str] = {}  # of the local names, as far as they are known
        self.assigned: set[str] = set()  # the local names that certainly have a value here

    def refuse(self, node: ast.AST, construct: str, hint: str = "") -> NoReturn:
        """Raise an error that names file, line and construct."""
        self.source.refuse(node, construct, hint)

    def meaning(self, node: ast.expr) -> Any:
        """Return what a name stands for, or MISSING if it is a value of the listing."""
        return self.source.meaning(node, self.local)

    def write(self, node: ast.expr) -> Typed:
        """Return an expression in JavaScript."""
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            self.refuse(node, *HINTS.get(type(node), (type(node).__name__, "")))
        return method(node)

    def text(self, node: ast.expr) -> str:
        """Return an expression in JavaScript, whatever its type."""
        return self.write(node).text

    def test(self, node: ast.expr) -> str:
        """Return a condition in JavaScript: true where Python takes the value for true."""
        if isinstance(node, ast.BoolOp):
            operator = " && " if isinstance(node.op, ast.And) else " || "
            return f"({operator.join(map(self.test, node.values))})"
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return f"!{self.test(node.operand)}"
        text, kind, *_ = self.write(node)
        return f"({text} !== 0)" if kind in NUMBERS else f"nd.truth({text})" if kind != "bool" else text

    def _constant(self, node: ast.Constant) -> Typed:
        return self._literal(node, node.value)

    def _literal(self, node: ast.expr, value: Any) -> Typed:
        try:
            text = literal(value)
        except (TypeError, ValueError) as error:
            self.refuse(node, str(error))
        kinds = {bool: "bool", int: "int", float: "float"}
        kind = next((kind for of, kind in kinds.items() if isinstance(value, of)), "any")
        text = f"({text})" if text.startswith("-") else text
        if kind not in NUMBERS:
            return Typed(text, kind)
        return Typed(text, kind, text, (), FLOAT if kind == "float" else None)

    def _name(self, node: ast.Name) -> Typed:
        if node.id not in self.local:
            return self._outside(node)
        if node.id not in self.assigned:
            self.refuse(node, f"{node.id}, which may have no value yet,", "give it one before")
        return Typed(javascript_name(node.id), self.types.get(node.id, "any"))

    def _outside(self, node: ast.expr) -> Typed:
        value = self.meaning(node)
        if isinstance(value, np.generic):
            value = value.item()
        if value is None or isinstance(value, bool | int | float | str):
            return self._literal(node, value)
        kind = "function" if callable(value) else f"{type(value).__name__} from outside the function"
        self.refuse(node, f"{ast.unparse(node)}, a {kind},", "pass it as an argument")

    def _attribute(self, node: ast.Attribute) -> Typed:
        if self.meaning(node) is not MISSING:
            return self._outside(node)
        value = self.text(node.value)
        known = {
            "T": Typed(f"nd.T({value})"),
            "shape": Typed(f"nd.shape({value})", "ints"),
            "ndim": Typed(f"nd.shape({value}).length", "int"),
            "size": Typed(f"nd.size({value})", "int"),
        }
        return known.get(node.attr) or self.refuse(
            node, f".{node.attr}", "there are .T, .shape, .ndim, .size"
        )

    def _unaryop(self, node: ast.UnaryOp) -> Typed:
        if isinstance(node.op, ast.Not):
            return Typed(self.test(node), "bool")
        operand = self.write(node.operand)
        if isinstance(node.op, ast.Invert):
            self.refuse(node, "~", "use np.logical_not")
        if isinstance(node.op, ast.UAdd):
            self.refuse(node, "unary +")
        if operand.type in NUMBERS:
            return Typed(f"(-{operand.text})", operand.type)
        return self.elementwise("(-{0})", [operand], self.pure(node))

    def _binop(self, node: ast.BinOp) -> Typed:
        return self.binary(node, self.write(node.left), node.op, self.write(node.right), self.pure(node))

    def elementwise(self, form: str, parts: Sequence[Typed], pure: bool, kind: int | None = None) -> Typed:
        """Return what is computed entry by entry: in one loop, as far as nothing else happens in between."""
        masks = MASK in (kind, *(part.kind for part in parts))
        if kind == MASK or not pure:
            parts = [alone(part) for part in parts]
        if FLOAT in (part.kind for part in parts) and kind is None:
            kind = FLOAT
        whole, operands = fused(form, parts)
        if all(part.operands == () or part.form == "{0}" for part in parts):  # a loop that others have, too
            used, given = form, [part.text for part in parts]
        else:
            used, given = whole, operands
        text = f"{self.program.loop(used, len(given), kind)}({', '.join(given)})"
        return Typed(text, kind=kind) if masks else Typed(text, "any", whole, tuple(operands), kind)

    def pure(self, node: ast.AST) -> bool:
        """Tell whether an expression changes nothing."""
        return self.source.pure(node, self.local)

    def binary(self, node: ast.AST, left: Typed, op: ast.operator, right: Typed, pure: bool) -> Typed:
        """Return the result of an operator."""
        if type(op) not in BINARY:
            self.refuse(
                node, REFUSED[type(op)], "for arrays of True and False: np.logical_and, np.logical_or"
            )
        name, kinds = BINARY[type(op)], {left.type, right.type}
        if "ints" in kinds:
            self.refuse(node, "arithmetic with a tuple or a list", "use np.array")
        if name == "pow" and right.type == "int" and right.operands == ():
            square = right.text == "2" and left.form == "{0}"
            power = "({0} * {0})" if square else f"nd.power({{0}}, {right.text})"
            if left.type in NUMBERS:
                return Typed(
                    f"nd.power({left.text}, {right.text})", "float" if left.type == "float" else "number"
                )
            return self.elementwise(power, [left], pure)
        if not kinds <= set(NUMBERS) or name == "matmul":
            if name in NATIVE:
                form = f"({{0}} {NATIVE[name]} {{1}})"
                return self.elementwise(form, [left, right], pure, FLOAT if name == "div" else None)
            return Typed(f"nd.{name}({left.text}, {right.text})")
        exact = kinds == {"int"} and name not in ("div", "pow")
        kind = "int" if exact else "float" if "float" in kinds or name == "div" else "number"
        if name in NATIVE:
            return Typed(f"({left.text} {NATIVE[name]} {right.text})", kind)
        return Typed(f"nd.{name}({left.text}, {right.text})", kind)

    def _boolop(self, node: ast.BoolOp) -> Typed:
        for value in node.values:
            negated = isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not)
            if not (isinstance(value, ast.Compare) or negated or self.write(value).type == "bool"):
                word = "and" if isinstance(node.op, ast.And) else "or"
                self.refuse(node, f"{word} of what is no comparison", "write … if … else …")
        return Typed(self.test(node), "bool")

    def _compare(self, node: ast.Compare) -> Typed:
        operands = [node.left, *node.comparators]
        if any(not isinstance(middle, ast.Name | ast.Constant) for middle in operands[1:-1]):
            self.refuse(node, "a chain of comparisons around an expression", "give the middle a name first")
        pairs = [
            self._comparison(node, *pair) for pair in zip(operands[:-1], node.ops, operands[1:], strict=True)
        ]
        if len(pairs) == 1:
            return pairs[0]
        tests = [text if kind == "bool" else f"nd.truth({text})" for text, kind, *_ in pairs]
        return Typed(f"({' && '.join(tests)})", "bool")

    def _comparison(self, node: ast.Compare, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Typed:
        if isinstance(op, ast.Is | ast.IsNot):
            if not (isinstance(right, ast.Constant) and right.value is None):
                self.refuse(node, "is", "it is for None alone; compare with ==")
            return Typed(f"({self.text(left)} {'===' if isinstance(op, ast.Is) else '!=='} null)", "bool")
        if type(op) not in COMPARE:
            self.refuse(node, "in", "compare one by one")
        name, sign = COMPARE[type(op)]
        a, b = self.write(left), self.write(right)
        if {a.type, b.type} <= set(NUMBERS):
            return Typed(f"({a.text} {sign} {b.text})", "bool")
        if name in ("eq", "ne"):  # of texts, too
            return Typed(f"nd.{name}({a.text}, {b.text})", kind=MASK)
        return self.elementwise(f"({{0}} {sign} {{1}})", [a, b], self.pure(node), MASK)

    def _ifexp(self, node: ast.IfExp) -> Typed:
        test, a, b = self.test(node.test), self.write(node.body), self.write(node.orelse)
        return Typed(f"({test} ? {a.text} : {b.text})", joined([a.type, b.type]))

    def _tuple(self, node: ast.Tuple | ast.List) -> Typed:
        values = [self.write(value) for value in node.elts]
        whole = values and all(value.type in ("int", "ints") for value in values)
        return Typed(f"[{', '.join(value.text for value in values)}]", "ints" if whole else "any")

    _list = _tuple

    def _dict(self, node: ast.Dict) -> Typed:
        entries = []
        for key, value in zip(node.keys, node.values, strict=True):
            if not (isinstance(key, ast.Constant) and isinstance(key.value, str)):
                self.refuse(key or node, "a dict's key that is no text", "use literal texts as keys")
            if key.value == "__proto__" or key.value.isdigit():
                self.refuse(key, f"the key {key.value!r}", "use a word")
            entries.append(f"{literal(key.value)}: {self.text(value)}")
        return Typed(f"{{ {', '.join(entries)} }}")

    def _subscript(self, node: ast.Subscript) -> Typed:
        value, whole = self.write(node.value), isinstance(node.slice, ast.Slice)
        kind = ("ints" if whole else "int") if value.type == "ints" else "any"
        return Typed(f"nd.at({value.text}, {self.index(node.slice)})", kind)

    def index(self, node: ast.expr) -> str:
        """Return what stands in square brackets: a number, a text, slices, or several of them."""
        if isinstance(node, ast.Tuple):
            if any(isinstance(part, ast.Constant) and part.value is ... for part in node.elts):
                self.refuse(node, "… among other indices", "write a slice : for each axis")
            return f"[{', '.join(map(self.index, node.elts))}]"
        if isinstance(node, ast.Constant) and node.value is ...:
            return "nd.slice(null, null)"
        if isinstance(node, ast.Slice):
            bounds = [self.text(part) if part else "null" for part in (node.lower, node.upper)]
            return f"nd.slice({', '.join(bounds + ([self.text(node.step)] if node.step else []))})"
        if isinstance(node, ast.List | ast.ListComp | ast.Compare):
            self.refuse(node, "an index of several places", "use a loop or np.where")
        return self.text(node)

    def _listcomp(self, node: ast.ListComp | ast.GeneratorExp) -> Typed:
        return self._comprehension(node, lambda: self.write(node.elt))

    def _dictcomp(self, node: ast.DictComp) -> Typed:
        pairs = self._comprehension(node, lambda: Typed(f"[{self.text(node.key)}, {self.text(node.value)}]"))
        return Typed(f"nd.dict({pairs.text})")

    def _comprehension(
        self, node: ast.ListComp | ast.GeneratorExp | ast.DictComp, element: Callable[[], Typed]
    ) -> Typed:
        if len(node.generators) > 1 or node.generators[0].ifs or node.generators[0].is_async:
            self.refuse(node, "a comprehension with if or a second for", "write a loop")
        generator = node.generators[0]
        values, kinds = self.iterable(generator.iter)
        before = self.types, self.assigned, self.local
        names = {part.id for part in ast.walk(generator.target) if isinstance(part, ast.Name)}
        self.types, self.local = self.types | dict.fromkeys(names, "any"), self.local | names
        self.assigned = self.assigned | names
        if isinstance(generator.target, ast.Name):
            self.types[generator.target.id] = kinds
        target, inner = self.target(generator.target), element()
        self.types, self.assigned, self.local = before
        result = "ints" if inner.type in ("int", "ints") else "any"
        text = f"({inner.text})" if inner.text.startswith("{") else inner.text
        return Typed(f"Array.from({values}, ({target}) => {text})", result)

    def target(self, node: ast.expr) -> str:
        """Return names to be unpacked into, in JavaScript."""
        if isinstance(node, ast.Tuple | ast.List):
            return f"[{', '.join(map(self.target, node.elts))}]"
        if not isinstance(node, ast.Name):
            self.refuse(node, "unpacking into something else than names", "unpack into names, then assign")
        return javascript_name(node.id)

    def iterable(self, node: ast.expr) -> tuple[str, str]:
        """Return what a loop goes through, and the type of its elements."""
        if (bounds := self.range(node)) is not None:
            return f"nd.range({', '.join(bounds)})", "int"
        value = self.write(node)
        return f"nd.iter({value.text})", "int" if value.type == "ints" else "any"

    def range(self, node: ast.expr) -> list[str] | None:
        """Return start, stop and step if the expression is a range."""
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            return None
        if self.meaning(node.func) is not range:
            return None
        if node.keywords or not 1 <= len(node.args) <= 3:
            self.refuse(node, "range with such arguments", "give one, two or three")
        given = [self.text(argument) for argument in node.args]
        return ["0", *given, "1"] if len(given) == 1 else [*given, "1"][:3]
