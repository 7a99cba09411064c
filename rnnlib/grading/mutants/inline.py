"""The same function in longer lines: helpers and intermediate results put where they are used."""

import ast
import copy


def inlined(tree: ast.Module) -> ast.Module:
    """Return an equivalent function, most likely: who uses it tries it first.

    Parameters
    ----------
    tree : helpers, and last the function; it is not changed
    """
    tree = copy.deepcopy(tree)
    *helpers, main = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    single = {helper.name: helper for helper in helpers if isinstance(_plain(helper)[-1], ast.Return)}
    main = _Calls({name: helper for name, helper in single.items() if len(_plain(helper)) == 1}).visit(main)
    for node in list(ast.walk(main)):
        if isinstance(node, (ast.FunctionDef, ast.For, ast.While)):
            _results(node.body, main)
    return ast.fix_missing_locations(ast.Module([*helpers, main], []))


def _plain(function: ast.FunctionDef) -> list[ast.stmt]:
    return [s for s in function.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]


class _Calls(ast.NodeTransformer):
    def __init__(self, helpers: dict[str, ast.FunctionDef]) -> None:
        self.helpers = helpers

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if not isinstance(node.func, ast.Name) or node.func.id not in self.helpers:
            return node
        helper = self.helpers[node.func.id]
        given = {parameter.arg: value for parameter, value in zip(helper.args.args, node.args, strict=False)}
        returned = _plain(helper)[-1]
        assert isinstance(returned, ast.Return)
        inner: ast.expr = _Names(given).visit(copy.deepcopy(returned.value or ast.Constant(None)))
        return inner


class _Names(ast.NodeTransformer):
    def __init__(self, given: dict[str, ast.expr]) -> None:
        self.given = given

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if isinstance(node.ctx, ast.Load) and node.id in self.given:
            return copy.deepcopy(self.given[node.id])
        return node


def _results(body: list[ast.stmt], function: ast.AST) -> None:
    """Put each intermediate result that is assigned once, and only to a name, where it is read."""
    for statement in list(body):
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            continue
        target = statement.targets[0]
        names, values = [target], [statement.value]
        if isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
            names, values = target.elts, statement.value.elts
        if not all(isinstance(name, ast.Name) and _written(name.id, function) == 1 for name in names):
            continue
        given = {
            name.id: value for name, value in zip(names, values, strict=True) if isinstance(name, ast.Name)
        }
        if any(_made(value) for value in values):
            continue
        place = body.index(statement)
        for later in body[place + 1 :]:
            _Names(given).visit(later)
        del body[place]


def _written(name: str, function: ast.AST) -> int:
    """Return how often a name is written, or an entry of it."""
    count = 0
    for node in ast.walk(function):
        if isinstance(getattr(node, "ctx", None), ast.Store):
            base = node
            while isinstance(base, ast.Subscript):
                base = base.value
            count += isinstance(base, ast.Name) and base.id == name
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append":
            count += ast.unparse(node.func.value) == name
    return count


def _made(value: ast.expr) -> bool:
    """Return whether an array or a list is made to be filled."""
    return (
        isinstance(value, (ast.List, ast.Dict))
        or "zeros" in ast.unparse(value)
        or "empty" in ast.unparse(value)
    )
