"""Gives every page a title and a description of its own, for search engines and for tabs."""

import re
from html import escape
from typing import Any

from docutils import nodes
from plain import prose
from sphinx.application import Sphinx

LONGEST = 160  # search engines show no more
OTHER_PAGES = {
    "search": "Find a word, a symbol or a name of the code in the chapters and exercises of Unrolled."
}


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("html-page-context", describe)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def describe(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Add the description; give the front page, whose own title is the book's, its subtitle."""
    said = description(doctree) if doctree else OTHER_PAGES[page]
    context["metatags"] = (
        f'{context.get("metatags", "")}\n<meta name="description" content="{escape(said)}" />'
    )
    if page == app.config.root_doc:
        subtitle = next(doctree.findall(nodes.paragraph)).astext().rstrip(".")
        context["title"] = f"{context['docstitle']}: {subtitle[0].lower()}{subtitle[1:]}"
        context["docstitle"] = ""


def description(doctree: nodes.document) -> str:
    """Return the first sentences of a page, as many as there is room for."""
    opening = (node for node in doctree.findall(nodes.paragraph) if isinstance(node.parent, nodes.section))
    told = " ".join(" ".join(map(prose, opening)).split())
    kept = ""
    for sentence in re.split(r"(?<=[.?!]) ", told):
        if len(kept) + len(sentence) > LONGEST:
            break
        kept += sentence + " "
    return kept.strip() or told[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
