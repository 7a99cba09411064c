"""Mends what the theme and its extensions leave wrong for assistive technology (axe-core is the judge)."""

import re
from html import escape, unescape
from typing import Any

from docutils import nodes
from plain import formula
from sphinx.application import Sphinx

MENDS = {
    '<summary aria-label="Toggle hidden content">': "<summary>",  # its own words name it
    'role="doc-biblioentry"': 'role="listitem"',  # ARIA 1.3 has no such role, and a list holds items
}
EMPTY_HEADER = re.compile(r'<th class="head[^"]*">(?:<p></p>)?</th>')
FORMULA_ALONE = re.compile(
    r'(<th class="[^"]*">(?:<p>)?<span class="math[^"]*")(>\\\((.*?)\\\)</span>(?:</p>)?</th>)'
)


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("doctree-read", name_rows)
    app.connect("html-page-context", mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def name_rows(app: Sphinx, doctree: nodes.document) -> None:
    """Make the first column of a table the headers of its rows where that column has no header itself."""
    for group in doctree.findall(nodes.tgroup):
        heads = group.next_node(nodes.thead)
        if heads is not None and not heads.next_node(nodes.entry).astext():
            group.next_node(nodes.colspec)["stub"] = 1


def mend(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Mend the body of a page before it is written."""
    if "body" not in context:
        return
    body = context["body"]
    for wrong, right in MENDS.items():
        body = body.replace(wrong, right)
    body = EMPTY_HEADER.sub("<td></td>", body)
    context["body"] = FORMULA_ALONE.sub(_named, body)


def _named(header: re.Match[str]) -> str:
    """Give a header that is nothing but a formula a name in words that every screen reader knows."""
    return f'{header[1]} role="math" aria-label="{escape(formula(unescape(header[3])))}"{header[2]}'
