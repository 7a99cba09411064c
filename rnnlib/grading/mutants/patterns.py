"""Finding a piece of code by an example, and building another from what was found."""

import ast
from functools import cache
from typing import Any

Found = dict[str, ast.expr]
POSITION = {"ctx", "lineno", "col_offset", "end_lineno", "end_col_offset", "kind", "type_comment"}
LONGEST = 60  # characters of a piece that is quoted


@cache
def pattern(text: str) -> ast.expr:
    """Return the example as a syntax tree; names of one letter after an underscore stand for anything."""
    return ast.parse(text, mode="eval").body


def match(example: Any, node: Any, found: Found) -> bool:
    """Return whether a piece of code is like the example; fill `found` with what stood for each name.

    Parameters
    ----------
    example : from `pattern`
    node : of a syntax tree
    found : an empty dict
    """
    if isinstance(example, ast.Name) and example.id.startswith("_"):
        if example.id in found:
            return ast.dump(found[example.id]) == ast.dump(node)
        found[example.id] = node
        return isinstance(node, ast.expr)
    if type(example) is not type(node):
        return False
    if isinstance(example, ast.AST):
        return all(
            match(getattr(example, name), getattr(node, name, None), found)
            for name in example._fields
            if name not in POSITION
        )
    if isinstance(example, list):
        return len(example) == len(node) and all(
            match(*pair, found) for pair in zip(example, node, strict=True)
        )
    return bool(example == node)


def build(text: str, found: Found) -> ast.expr:
    """Return a new piece of code, with what was found in the places of its names."""
    piece: ast.expr = _filled(pattern(text), found)
    return piece


def _filled(node: Any, found: Found) -> Any:
    """Return a copy of the example, quicker than copy.deepcopy."""
    if isinstance(node, list):
        return [_filled(item, found) for item in node]
    if not isinstance(node, ast.AST):
        return node
    if isinstance(node, ast.Name) and node.id in found:
        locate(found[node.id])
        return found[node.id]
    new = type(node)(**{name: _filled(getattr(node, name), found) for name in node._fields})
    return ast.copy_location(new, node)


def locate(node: ast.AST) -> None:
    """Give new pieces the line that the compiler asks for; old ones inside them have theirs."""
    if "lineno" in node._attributes:
        if hasattr(node, "col_offset"):
            return
        node.lineno = node.end_lineno = 1  # type: ignore[attr-defined]
        node.col_offset = node.end_col_offset = 0  # type: ignore[attr-defined]
    for child in ast.iter_child_nodes(node):
        locate(child)


def code(node: ast.AST | str) -> str:
    """Return a piece of code as it is quoted in a sentence."""
    text = node if isinstance(node, str) else ast.unparse(node)
    text = text if "\n" not in text else text.splitlines()[0]
    return f"`{text if len(text) <= LONGEST else text[: LONGEST - 2] + ' …'}`"
