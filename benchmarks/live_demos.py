"""What a live demo costs on the page: bytes, the time a control takes, frames a second, long tasks.

In Chromium, at full speed and with the processor slowed four times, as on a phone.
"""

import gzip
import re
import sys
import tempfile
from pathlib import Path

import live_training
from playwright.sync_api import Page

from rnnlib.explore.demos import every, playground
from rnnlib.explore.live import Live

sys.path.append(str(Path(__file__).parent.parent / "tests"))  # the tests' browser and pages
from browser import launch, visit
from live_pages import MACHINE, STATIC, write_page

SLOWED = (1, 4)
ARRAYS = re.compile(r'"\$":"[^"]*"')

# Moves every native control up and down, 30 times each, and lays the page out anew: milliseconds a move.
LATENCY = """(name) => {
    const times = [], root = document.querySelector(`#demo-${name}`);
    for (const field of root.querySelectorAll("input[type=range], select")) {
        for (let k = 0; k < 30; k++) {
            if (field.type === "range") field[k % 2 ? "stepUp" : "stepDown"](1 + (k % 5));
            else field.selectedIndex = k % field.options.length;
            const before = performance.now();
            field.dispatchEvent(new Event("input", { bubbles: true }));
            root.getBoundingClientRect();
            times.push(performance.now() - before);
        }
    }
    for (const handle of root.querySelectorAll(".rnn-handle")) {
        const before = performance.now();
        handle.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", bubbles: true }));
        root.getBoundingClientRect();
        times.push(performance.now() - before);
    }
    root.live.reset();
    return times.sort((a, b) => a - b);
}"""

# Runs the demo for two seconds: frames, and the longest task that the browser calls long (over 50 ms).
FRAMES = """(name) => new Promise((done) => {
    const root = document.querySelector(`#demo-${name}`);
    let frames = 0, longest = 0;
    const observer = new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) longest = Math.max(longest, entry.duration);
    });
    root.scrollIntoView();
    root.querySelector("[data-do=run]").click();
    setTimeout(() => {
        observer.observe({ type: "longtask" });
        const start = performance.now();
        const count = (now) => {
            frames += 1;
            if (now - start < 2000) return requestAnimationFrame(count);
            const seconds = (performance.now() - start) / 1000;
            setTimeout(() => done([frames / seconds, longest, root.live.values().n ?? 0]), 100);
        };
        requestAnimationFrame(count);
    }, 200);
})"""


# Trains the playground for four seconds: updates a second, and the longest task of the page meanwhile.
UPDATES = """(settings) => new Promise((done) => {
    const root = document.querySelector("#demo-playground"), button = root.querySelector("[data-do=run]");
    root.live.reset();
    for (const [key, value] of Object.entries(settings)) root.live.set(key, value);
    let longest = 0;
    const observer = new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) longest = Math.max(longest, entry.duration);
    });
    root.scrollIntoView();
    button.click();
    setTimeout(() => {
        observer.observe({ type: "longtask" });
        const before = root.live.values().n, start = performance.now();
        setTimeout(() => {
            const rate = (1000 * (root.live.values().n - before)) / (performance.now() - start);
            button.click();
            setTimeout(() => done([rate, longest]), 300);
        }, 4000);
    }, 1000);
})"""


def weight(text: str) -> float:
    """Return the kilobytes that a server would send."""
    return len(gzip.compress(text.encode())) / 1024


def percentile(times: list[float], share: float) -> float:
    return times[min(len(times) - 1, int(share * len(times)))]


def measure(page: Page, demo: Live, slowed: int) -> str:
    """Return a line on the demo's speed."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowed})
    page.evaluate(LATENCY, demo.name)  # compiled and warm, as after a reader's first move
    times = page.evaluate(LATENCY, demo.name)
    said = f"control {percentile(times, 0.5):5.1f} ms, 95th percentile {percentile(times, 0.95):5.1f} ms"
    if demo.tick:
        frames, longest, _ = page.evaluate(FRAMES, demo.name)
        said += f", {frames:4.0f} frames/s, longest task {longest:3.0f} ms" + (
            " (none > 50)" * (longest == 0)
        )
    return f"  {slowed} x slower: {said}" if slowed > 1 else f"  full speed: {said}"


def training(page: Page) -> None:
    """Say how fast the playground trains each cell, with 16 units and 16 sequences of 50 steps."""
    for cell in playground.CELLS:
        rate, longest = page.evaluate(UPDATES, {"cell": cell, "T": 50, "H": "16"})
        said = f"longest task {longest:.0f} ms" if longest else "no task over 50 ms"
        print(f"  {cell}: {rate:.0f} updates a second, {said}")


def main() -> None:
    sources = {name: (STATIC / f"{name}.js").read_text(encoding="utf-8") for name in MACHINE}
    print(f"runtime and machine: {weight(''.join(sources.values())):.1f} KB gzipped, at most 25")
    print(", ".join(f"{name} {weight(source):.1f}" for name, source in sources.items()))
    with tempfile.TemporaryDirectory() as folder, launch() as browser:
        for demo in (*every(), live_training.demo()):
            html = demo.html()
            bare = weight(ARRAYS.sub("", html))
            print(f"{demo.name}: {bare:.1f} KB gzipped without its arrays, {weight(html):.1f} KB with them")
            with visit(browser, write_page(Path(folder), [demo]).as_uri()) as seen:
                for slowed in SLOWED:
                    print(measure(seen.page, demo, slowed))
                if demo.worker:
                    seen.page.context.new_cdp_session(seen.page).send(
                        "Emulation.setCPUThrottlingRate", {"rate": 1}
                    )
                    training(seen.page)


if __name__ == "__main__":
    main()
