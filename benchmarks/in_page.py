"""How soon Python is there on the page of an exercise, what it weighs, and how long the exercises run.

Each start is of a fresh browser profile, with everything to be loaded. Seconds a notebook are those of all
the cells of a master, in the page and in a process of this Python, imports not counted. Results go to
benchmarks/results/in_page.json.
"""

import statistics
import sys
import time
from pathlib import Path

from report import machine, store, today

sys.path.append(str(Path(__file__).parent.parent / "tests"))  # the tests' server, and how a page is started
from browser import launch, serve, visit
from exercise_page import SOURCES, code, in_page, native, start
from playwright.sync_api import Browser

BUILT = Path(__file__).parent.parent / "_build" / "html"
STARTS = 3
PAGE = "exercises/02_loss.html"
LOADED = """() => performance.getEntriesByType("resource").filter(({ name }) => name.includes("/python/"))
    .map(({ name }) => name.split("/").pop().split("?")[0])"""
TIMED = "import time\nbegun = time.perf_counter()"
ELAPSED = "print(time.perf_counter() - begun)"


def start_up(browser: Browser, site: str) -> tuple[float, list[str]]:
    """Return the seconds from the press of the button until Python is ready, and what the page loaded."""
    with visit(browser, f"{site}/{PAGE}") as seen:
        begun = time.perf_counter()
        start(seen.page)
        return time.perf_counter() - begun, seen.page.evaluate(LOADED)


def main() -> None:
    masters = {path.parent.name: path for path in sorted(SOURCES.glob("*/master.ipynb"))}
    with launch() as browser, serve(BUILT) as site:
        starts = [start_up(browser, site) for _ in range(STARTS)]
        seconds = [round(taken, 1) for taken, _ in starts]
        size = sum(path.stat().st_size for path in (BUILT / "python").iterdir() if path.suffix != ".txt")
        ready = f"ready after {statistics.median(seconds)} s (of {seconds})"
        print(f"PYTHON IN THE PAGE: {ready}, {size / 1e6:.1f} MB")
        print(f"loaded by the page itself: {', '.join(sorted(starts[0][1]))}")
        rows = []
        print(f"\n{'notebook':20} seconds native  in the page")
        with visit(browser, f"{site}/{PAGE}") as seen:
            start(seen.page)
            for name, path in masters.items():
                cells = [(TIMED, 1), *code(path), (ELAPSED, 1)]
                here, there = (float(said[-1][1]) for said in (native(cells), in_page(seen.page, cells)))
                rows.append({"notebook": name, "native s": round(here, 3), "in the page s": round(there, 3)})
                print(f"{name:20} {here:14.3f} {there:12.3f}")
    found = {"start s": seconds, "bytes": size, "notebooks": rows}
    store("in_page.json", {"machine": machine(), "date": today(), **found})


if __name__ == "__main__":
    main()
