"""What this book asks of Sphinx beyond Jupyter Book: fresh results, parallel execution."""

import hashlib
import logging
import os
import shutil
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor
from jupyter_client.manager import KernelManager
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

# The execution cache looks at a notebook alone. These files change its results or its page as well.
INGREDIENTS = [
    *("rnnlib/**/*", "chapters/_static/**/*", "chapters/_templates/*", "chapters/_ext/**/*"),
    *("_*.yml", "requirements.lock"),
]


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx before it reads what an earlier build has left."""
    os.environ.setdefault("UNROLLED_FRAMES", "1")  # the demos draw every frame for the page
    # Kernels that get keys for their connection do not warn that they have none; the executor hands on no options.
    KernelManager.transport_encryption.default_value = "auto"
    discard_stale_build(app)
    app.connect("builder-inited", execute_notebooks)
    app.connect("build-finished", forget_pages_with_warnings)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def fingerprint(source: Path) -> str:
    """Digest of everything besides the notebooks that the pages are made from."""
    digest = hashlib.sha256(os.environ["UNROLLED_FRAMES"].encode())
    for pattern in INGREDIENTS:
        for path in sorted(source.glob(pattern)):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.relative_to(source).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def discard_stale_build(app: Sphinx) -> None:
    """Start from nothing when an ingredient has changed since the last build."""
    build, current = Path(app.outdir).parent, fingerprint(Path(app.srcdir))
    stamp = build / "fingerprint"
    if not stamp.exists() or stamp.read_text() != current:
        for folder in (Path(app.outdir), Path(app.doctreedir), build / ".jupyter_cache"):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        stamp.write_text(current)


def execute_notebooks(app: Sphinx) -> None:
    """Execute the chapters that are not in the cache, all processors at work (Sphinx alone would use one)."""
    cache = get_cache(Path(app.outdir).parent / ".jupyter_cache")
    notebooks = sorted(str(path) for path in Path(app.srcdir).glob("chapters/**/*.ipynb"))
    for notebook in notebooks:
        cache.add_nb_to_project(notebook)
    logger = logging.getLogger("jupyter_cache")
    logger.setLevel(logging.INFO)  # names each notebook as it begins and ends
    executor = load_executor("local-parallel", cache, logger=logger)
    result = executor.run_and_cache(filter_uris=notebooks, timeout=app.config.nb_execution_timeout)
    failed = result.excepted + result.errored
    if failed:
        raise ExtensionError("These notebooks do not run (see above): " + ", ".join(sorted(failed)))


def forget_pages_with_warnings(app: Sphinx, error: Exception | None) -> None:
    """Let the next build read every page again, or a page with a warning would pass the second time."""
    if error or app._warncount:
        shutil.rmtree(app.doctreedir, ignore_errors=True)
