"""Calls of the subset in JavaScript: the listing's own functions, NumPy's, methods and builtins."""

import ast

from rnnlib.explore.compiler.elementwise import FLOAT, FORMS, MASK, NUMBERS, Typed, joined
from rnnlib.explore.compiler.expressions import Expressions
from rnnlib.explore.compiler.names import MISSING
from rnnlib.explore.compiler.subset import METHODS, Known, Parameter, known_function


class Calls(Expressions):
    """Writes the calls of one function."""

    def _call(self, node: ast.Call) -> Typed:
        if isinstance(node.func, ast.Attribute) and self.meaning(node.func) is MISSING:
            return self._method(node, node.func)
        if isinstance(node.func, ast.Subscript):
            return self._from_table(node, node.func)
        function = self.meaning(node.func)
        if function is MISSING:
            self.refuse(node, f"a call of {ast.unparse(node.func)}", "call functions by their own names")
        if known := known_function(function):
            return self._known(node, known)
        module = getattr(function, "__module__", None) or ""
        if function is range:
            self.refuse(node, "range outside a loop", "loop over it, or write [t for t in range(…)]")
        if module.split(".")[0] in ("numpy", "math", "builtins", "random"):
            hint = (
                "pass random numbers in as an array" if "random" in module else "see the subset's functions"
            )
            self.refuse(node, f"{ast.unparse(node.func)}(…)", hint)
        if not callable(function):
            self.refuse(node, f"a call of {ast.unparse(node.func)}, which is no function,")
        name = self.program.function(function)
        arguments = self.arguments(node, self.program.parameters(function))
        return Typed(f"{name}({', '.join(arguments)})")

    def _from_table(self, node: ast.Call, func: ast.Subscript) -> Typed:
        table = self.meaning(func.value)
        if not isinstance(table, dict) or not table:
            self.refuse(node, f"a call of {ast.unparse(func)}", "call functions by their own names")
        signatures = {tuple(self.program.parameters(function)) for function in table.values()}
        if len(signatures) > 1:
            self.refuse(node, "a dict of functions with different parameters")
        arguments = self.arguments(node, list(signatures.pop()))
        return Typed(f"nd.at({self.program.table(table)}, {self.text(func.slice)})({', '.join(arguments)})")

    def _method(self, node: ast.Call, func: ast.Attribute) -> Typed:
        if func.attr not in METHODS:
            self.refuse(node, f".{func.attr}(…)", f"of an array, list or dict: {', '.join(METHODS)}")
        known, value = METHODS[func.attr], self.text(func.value)
        if known.name == "reshape":
            return self._reshape(node, value)
        arguments = self.arguments(node, known.parameters)
        return Typed(f"nd.{known.name}({', '.join([value, *arguments])})", known.type)

    def _reshape(self, node: ast.Call, value: str) -> Typed:
        if node.keywords or not node.args:
            self.refuse(node, "reshape with such arguments", "give the lengths")
        lengths = [self.write(argument) for argument in node.args]
        shape = lengths[0].text if lengths[0].type == "ints" else f"[{', '.join(n.text for n in lengths)}]"
        return Typed(f"nd.reshape({value}, {shape})")

    def _known(self, node: ast.Call, known: Known) -> Typed:
        if isinstance(node.func, ast.Name) and known.name == "float" and len(node.args) == 1:
            argument = node.args[0]
            if isinstance(argument, ast.Constant) and argument.value in ("inf", "-inf", "nan"):
                return self._literal(node, float(argument.value))
        single = len(node.args) == 1 and isinstance(node.args[0], ast.GeneratorExp)
        if single and known.name in ("total", "smallest", "largest"):
            assert isinstance(node.args[0], ast.GeneratorExp)
            return Typed(f"nd.{known.name}({self._listcomp(node.args[0]).text})")
        types = [self.write(argument).type for argument in node.args]
        if known.name == "array" and types == ["ints"]:
            self.refuse(node, "an array of whole numbers", "write 1.0 for 1: the page's arrays hold floats")
        if known.name == "full" and len(types) == 2 and types[1] != "float":
            self.refuse(node, "np.full with what may be a whole number", "write 0.0, or float(…)")
        arguments = self.arguments(node, [] if known.variadic else known.parameters, known.variadic)
        kind = known.type
        if known.name == "abs" and types in (["int"], ["float"]) and isinstance(node.func, ast.Name):
            kind = types[0]
        if form := FORMS.get(known.name):
            if types and set(types) <= set(NUMBERS):
                return Typed(form.format(*arguments), kind)
            parts = map(Typed, arguments) if node.keywords else map(self.write, node.args)
            entries = FLOAT if kind == "float" or known.name in ("floor", "ceil") else None
            return self.elementwise(form, list(parts), self.pure(node), MASK if kind == "bool" else entries)
        if known.name == "clip" and not (types and set(types) <= set(NUMBERS)):
            kind = "any"
        if known.name in ("smallest", "largest") and len(types) > 1:
            kind = joined(types)
        return Typed(f"nd.{known.name}({', '.join(arguments)})", kind)

    def arguments(self, node: ast.Call, parameters: list[Parameter], variadic: bool = False) -> list[str]:
        """Return a call's arguments in the order of the parameters."""
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                self.refuse(argument, "*", "write the arguments one by one")
        if variadic:
            if node.keywords:
                self.refuse(node, f"the keyword {node.keywords[0].arg}")
            return [self.text(argument) for argument in node.args]
        positional = [p for p in parameters if not p.keyword_only]
        name = ast.unparse(node.func)
        if len(node.args) > len(positional):
            self.refuse(node, f"{name} with {len(node.args)} arguments", f"it takes {len(positional)}")
        given = {p.name: a for p, a in zip(positional, node.args, strict=False)}
        for keyword in node.keywords:
            if keyword.arg not in {p.name for p in parameters} or keyword.arg in given:
                self.refuse(node, f"{name} with the argument {keyword.arg or '**'}")
            given[keyword.arg] = keyword.value
        in_order = [p.name for p in parameters if p.name in given] == list(given)
        if not in_order and not all(map(self.pure, given.values())):
            self.refuse(node, "calls among arguments in another order", "give them names first")
        written = []
        for p in parameters:
            if p.name not in given and p.default is None:
                self.refuse(node, f"{name} without the argument {p.name}")
            written.append(self.text(given[p.name]) if p.name in given else str(p.default))
        while written and parameters[len(written) - 1].name not in given:
            written.pop()  # JavaScript has the default, too
        return written
