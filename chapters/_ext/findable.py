"""The search: every section of the book with its running text, for chapters/_static/search.js.

Sphinx's own index knows pages but not sections, and takes the code of folded cells for text.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from plain import prose
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("builder-inited", replace_search)
    app.connect("build-finished", write_sections)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def replace_search(app: Sphinx) -> None:
    """Let Sphinx build no index, and put our page where its own would be."""
    app.builder.search = False
    app.config.html_additional_pages["search"] = "search.html"


def write_sections(app: Sphinx, error: Exception | None) -> None:
    """Write what can be found as a script, which loads from the disk as well as from a server."""
    if error or app.env is None:
        return
    found = [section for page in sorted(app.env.found_docs) for section in sections(app, app.env, page)]
    content = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    (Path(app.outdir) / "sections.js").write_text(f"window.SECTIONS = {content};\n", encoding="utf-8")


def sections(app: Sphinx, env: BuildEnvironment, page: str) -> Iterator[dict[str, str]]:
    """Yield each section of a page: its address, its title, the terms it explains, its text, its code."""
    for section in env.get_and_resolve_doctree(page, app.builder).findall(nodes.section):
        own = [child for child in section.children if not isinstance(child, nodes.section)]
        whole_page = not isinstance(section.parent, nodes.section)
        yield {
            "address": f"{page}.html" + ("" if whole_page else f"#{section['ids'][0]}"),
            "page": env.titles[page].astext(),
            "title": one_line(section[0].children),
            "terms": " · ".join(term for node in own for term in terms(node)),
            "text": one_line(own),
            "code": " ".join(dict.fromkeys(name for node in own for name in names(node))),
        }


def one_line(parts: list[nodes.Node]) -> str:
    """Return the running text of several nodes."""
    return " ".join(" ".join(map(prose, parts)).split())


def terms(node: nodes.Node) -> Iterator[str]:
    """Yield what a part of a section explains: words in bold, entries of a list, first cells of a table."""
    for found in node.findall(lambda part: isinstance(part, nodes.strong | nodes.term)):
        yield one_line(found.children)
    for body in node.findall(nodes.tbody):
        for row in body.findall(nodes.row):
            yield one_line([row[0]])


def names(node: nodes.Node) -> Iterator[str]:
    """Yield the names in the code that is open on the page; plots lie in folded cells."""
    classes = node["classes"] if isinstance(node, nodes.container) else []
    if "cell" not in classes or any(name.startswith(("tag_hide", "tag_remove")) for name in classes):
        return
    for part in node.findall(nodes.container):
        if "cell_input" in part["classes"]:
            yield from re.findall(r"[A-Za-z_]\w+", part.astext())
