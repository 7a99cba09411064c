"""Loads the machine of the live demos on the pages that hold one, and on no other."""

from typing import Any

from sphinx.application import Sphinx

RUNTIME = ("arrays.js", "python.js")
MACHINE = ("marks.js", "handles.js", "worker.js", "live.js")
BEFORE_EXPLORE = 700  # explore.js, at 800, starts what these bring


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("html-page-context", load)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def load(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Add the array runtime where the page computes, and the rest where it has a live demo."""
    body = context.get("body", "")
    live, calculates = "window.rnnPrograms" in body, "window.rnnCompute" in body
    for script in (*(RUNTIME if live or calculates else ()), *(MACHINE if live else ())):
        app.add_js_file(script, priority=BEFORE_EXPLORE)
