"""Offers Python on the pages of the exercises, and puts there what it needs.

The runtime lies in .venv/in_page/site (see in_page/build.py and the Makefile); without it the pages say where else
one can work. The files of rnnlib and of the exercises' tasks are the ones that native grading uses.
"""

import functools
import gzip
import hashlib
import shutil
import sys
import zipfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

RUNTIME = Path(sys.prefix) / "in_page" / "site"
CELL = '<div class="cell'
WHERE = "python"  # the folder below the book's
GRADED = (
    *("rnnlib/*.py", "rnnlib/[!e]*/**/*.py"),  # explore draws for notebooks, and nothing here
    *("exercises/sources/*/master.ipynb", "exercises/sources/*/right.py", "exercises/sources/*/tasks/*.py"),
)
BAR = """<div class="rnn-python admonition" id="python-here" {data}>
<p class="admonition-title">Python on this page</p>
<p role="status">{said}Work in the notebook: <a href="{notebook}" download>download it</a>, or open it
<a href="{binder}">on Binder</a> or <a href="{colab}">on Colab</a>.</p>
</div>
"""
WITHOUT = "This copy of the book was built without the Python that runs in a page. "


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.add_config_value("in_page_runtime", "", "html", str)  # pages are written anew when it has changed
    app.connect("config-inited", lambda app, config: setattr(config, "in_page_runtime", version(RUNTIME)))
    app.connect("html-page-context", offer)
    app.connect("build-finished", put_there)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def version(runtime: Path) -> str:
    """Return a digest of the runtime; "" where there is none."""
    files = sorted(path for path in runtime.glob("*") if path.is_file())
    digest = hashlib.sha256(b"".join(path.name.encode() + path.read_bytes() for path in files))
    return digest.hexdigest()[:8] if files else ""


@functools.cache
def megabytes(runtime: Path) -> int:
    """Return what a start loads, compressed, in whole MB."""
    files = [path for path in runtime.glob("*") if path.suffix in (".js", ".wasm", ".zip", ".css")]
    return round(sum(len(gzip.compress(path.read_bytes())) for path in files) / 1e6)


def offer(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Put the bar above the first cell of an exercise."""
    body = context.get("body", "")
    if not page.startswith("exercises/") or CELL not in body:
        return
    theme = app.config.html_theme_options
    repository, branch = (
        theme["repository_url"].removeprefix("https://github.com/"),
        theme["repository_branch"],
    )
    notebook = context["pathto"](f"_sources/{context['sourcename']}", 1)
    address = {
        "notebook": notebook,
        "binder": f"https://mybinder.org/v2/gh/{repository}/{branch}?urlpath=lab/tree/{page}.ipynb",
        "colab": f"https://colab.research.google.com/github/{repository}/blob/{branch}/{page}.ipynb",
    }
    given: dict[str, object] = {}
    if app.config.in_page_runtime:
        app.add_js_file("in_page.js")
        given = {
            "base": context["pathto"](f"{WHERE}/", 1),
            "version": app.config.in_page_runtime,
            "size": megabytes(RUNTIME),
            "notebook": notebook,
        }
    data = " ".join(f'data-{name}="{escape(str(value))}"' for name, value in given.items())
    bar = BAR.format(data=data, said="" if given else WITHOUT, **address)
    context["body"] = body.replace(CELL, bar + CELL, 1)


def put_there(app: Sphinx, error: Exception | None) -> None:
    """Copy the runtime into the book, and pack the files that check an answer."""
    out, source = Path(app.outdir) / WHERE, Path(app.srcdir)
    if error or not app.config.in_page_runtime:
        return
    shutil.copytree(RUNTIME, out, dirs_exist_ok=True)
    pack(source, out / "exercises.zip")


def graded(source: Path) -> Iterator[Path]:
    """Yield the files that check an answer, as native grading uses them."""
    for pattern in GRADED:
        yield from sorted(source.glob(pattern))


def pack(source: Path, path: Path) -> None:
    """Write an archive of these files."""
    with zipfile.ZipFile(path, "w") as out:
        for file in graded(source):
            name = zipfile.ZipInfo(file.relative_to(source).as_posix())  # of no date: the same each time
            out.writestr(name, file.read_bytes(), zipfile.ZIP_DEFLATED, 9)
