"""A headless Chromium that reaches nothing but the page it is shown.

Run as a script, it fetches Playwright's own where there is no other.
"""

import functools
import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, Route, sync_playwright
from system import as_root, chromium

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]


def find_chromium(playwright: Playwright) -> str | None:
    """Path of this machine's Chromium, else of Playwright's own; None where there is none."""
    own = playwright.chromium.executable_path
    return chromium() or (own if Path(own).exists() else None)


@contextmanager
def launch() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(playwright),
            args=FLAGS,
            ignore_default_args=["--hide-scrollbars"],
        )
        yield browser
        browser.close()


FRAMES = """n => new Promise((done) => {
    const step = () => (n-- > 0 ? requestAnimationFrame(step) : done());
    step();
})"""
# Whatever waits to be seen begins at a key; formulas have their final widths when the fonts are there; two
# frames later the boxes are measured.
WHOLE = f"""addEventListener("load", async () => {{
    const style = document.createElement("style");
    style.textContent = "section {{ content-visibility: visible !important }}";
    document.head.append(style);
    dispatchEvent(new KeyboardEvent("keydown", {{ key: "Shift" }}));
    await document.fonts.ready;
    await ({FRAMES})(2);
    window.whole = true;
}})"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def serve(folder: Path, handler: type[Quiet] = Quiet) -> Iterator[str]:
    """Serve a folder on a free port of this machine; yields its address, without a slash at the end."""
    here = functools.partial(handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), here) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@dataclass
class Visit:
    """An open page and what went wrong on it so far."""

    page: Page
    errors: list[str] = field(default_factory=list)  # of the console and of scripts
    foreign: list[str] = field(default_factory=list)  # requests to another host; none of them got through


@contextmanager
def visit(browser: Browser, url: str, width: int = 1280, theme: str = "light") -> Iterator[Visit]:
    """Open a page that may load what lies under its own origin, and wait until all of it is there.

    What begins only when it comes near the screen begins here at once: the checks look at the whole page.
    """
    own = url if url.startswith("file:") else "/".join(url.split("/")[:3]) + "/"
    allowed = ("file:", "data:", "blob:") if own.startswith("file:") else (own, "data:", "blob:")
    with browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if theme == "dark" else "light"
    ) as context:
        seen = Visit(context.new_page())

        def gate(route: Route) -> None:
            if route.request.url.startswith(allowed):
                route.continue_()
            else:
                seen.foreign.append(route.request.url)
                route.abort()

        context.route("**/*", gate)
        seen.page.on(
            "console",
            lambda entry: (
                seen.errors.append(f"{entry.text} {entry.location['url']}") if entry.type == "error" else None
            ),
        )
        seen.page.on("pageerror", lambda error: seen.errors.append(str(error)))
        seen.page.add_init_script(WHOLE)
        seen.page.goto(url)
        seen.page.wait_for_function("() => window.whole")
        yield seen


def main() -> int:
    """Fetch Playwright's own Chromium where there is no other, with its libraries if this may be root."""
    with sync_playwright() as playwright:
        if find_chromium(playwright):
            return 0
    libraries = [] if as_root() is None else ["--with-deps"]
    fetch = [sys.executable, "-m", "playwright", "install", *libraries, "chromium"]
    if code := subprocess.run(fetch, check=False).returncode:
        print("make test needs Chromium: install it, or name it with CHROMIUM=/path/to/it", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
