"""Mends what the theme and its extensions leave wrong for assistive technology (axe-core is the judge)."""

import re
from typing import Any

from docutils import nodes
from plain import formula
from sphinx import addnodes
from sphinx.application import Sphinx

MENDS = {
    '<summary aria-label="Toggle hidden content">': "<summary>",  # its own words name it
    'role="doc-biblioentry"': 'role="listitem"',  # ARIA 1.3 has no such role, and a list holds items
}
EMPTY_HEADER = re.compile(r'<th class="head[^"]*">(?:<p></p>)?</th>')


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("doctree-read", name_rows)
    app.connect("doctree-read", name_formulas)
    app.connect("html-page-context", mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def name_rows(app: Sphinx, doctree: nodes.document) -> None:
    """Make the first column of a table the headers of its rows where that column has no header itself."""
    for group in doctree.findall(nodes.tgroup):
        heads = group.next_node(nodes.thead)
        if heads is not None and not heads.next_node(nodes.entry).astext():
            group.next_node(nodes.colspec)["stub"] = 1


def name_formulas(app: Sphinx, doctree: nodes.document) -> None:
    """Give a header or a link that is nothing but a formula a name in words that every screen reader knows."""
    alone = [*doctree.findall(nodes.reference), *doctree.findall(addnodes.pending_xref)]
    for group in doctree.findall(nodes.tgroup):
        alone += [head for row in group.findall(nodes.thead) for head in row.findall(nodes.entry)]
        if group.next_node(nodes.colspec).get("stub"):
            alone += [row[0] for row in group.findall(nodes.row)]
    for part in alone:
        for math in part.findall(nodes.math):
            if part.astext() == math.astext():
                math["said"] = formula(math.astext())


def mend(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Mend the body of a page before it is written."""
    if "body" not in context:
        return
    body = context["body"]
    for wrong, right in MENDS.items():
        body = body.replace(wrong, right)
    context["body"] = EMPTY_HEADER.sub("<td></td>", body)
