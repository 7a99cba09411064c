"""What each chapter asks of its reader, as the last build counted it: words, code, demos, minutes."""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "chapters" / "_ext"))

import reading  # noqa: E402

SHOWN = {"words": 7, "code lines": 12, "code cells": 12, "demos": 7, "self-checks": 13, "minutes": 9}

if __name__ == "__main__":
    print(f"{'chapter':26}" + "".join(f"{name:>{width}}" for name, width in SHOWN.items()))
    for chapter in sorted((ROOT / "chapters").glob("*.ipynb")):
        counted = reading.measure(reading.executed(chapter, ROOT / "_build"))
        counted["self-checks"] = sum(counted[kind] for kind in ("choice", "number", "open"))
        print(f"{chapter.stem:26}" + "".join(f"{counted[name]:{width}.0f}" for name, width in SHOWN.items()))
