"""What a part of a page says, in plain text: formulas as one would type them, without TeX."""

import re

from bs4 import BeautifulSoup
from docutils import nodes
from pylatexenc.latex2text import LatexNodes2Text

_SUBSCRIPTS = str.maketrans("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_INDEX = re.compile(r"_\{([0-9aehijklmnoprstuvx]*[+=()-][0-9aehijklmnoprstuvx+=()-]*)\}")  # t-1, but not hh
_WRITTEN = LatexNodes2Text(math_mode="text")


def formula(tex: str) -> str:
    r"""Write a formula in one line: ``\hat y_t = W_{hy} h_{t-1}`` becomes ŷ_t = W_hy hₜ₋₁."""
    tex = _INDEX.sub(lambda index: "{}" + index[1].translate(_SUBSCRIPTS), tex)
    tex = re.sub(r"\\[tdc]?frac\s*(\w)\s*(\w)", r"\1/\2", tex)
    return " ".join(_WRITTEN.latex_to_text(tex.replace("&", " ")).split())


def prose(node: nodes.Node) -> str:
    """Return the running text of a node; headings, code blocks, cells and pictures are left out."""
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, nodes.math | nodes.math_block):
        return formula(node.astext())
    if isinstance(node, nodes.raw):
        return BeautifulSoup(node.astext(), "html.parser").get_text(" ") if node["format"] == "html" else ""
    if isinstance(node, nodes.title | nodes.literal_block | nodes.comment) or "cell" in node["classes"]:
        return ""
    between = "" if isinstance(node, nodes.TextElement) else " "
    return between.join(prose(child) for child in node.children)
