"""Fixtures that several test modules share."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from browser import Visit, launch, serve, visit
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page, expect

ROOT = Path(__file__).parent.parent

# No test may depend on how busy the machine is.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
expect.set_options(timeout=60_000)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as chromium:
        yield chromium


@pytest.fixture
def seen(browser: Browser, page_file: Path) -> Iterator[Visit]:
    """A visit to the page that a module has written, its `page_file`; nothing may go wrong on it."""
    with visit(browser, page_file.as_uri()) as seen:
        yield seen
        assert (seen.errors, seen.foreign) == ([], [])


@pytest.fixture
def page(seen: Visit) -> Page:
    return seen.page


@pytest.fixture(scope="session")
def built() -> Path:
    """Folder of the built book."""
    folder = ROOT / "_build" / "html"
    assert (folder / "index.html").exists(), "the book is not built: run `make book` first"
    return folder


@pytest.fixture(scope="session")
def site(built: Path) -> Iterator[str]:
    """Address of the built book on a server of its own."""
    with serve(built) as url:
        yield url
