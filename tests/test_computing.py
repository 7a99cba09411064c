"""The demos' machine is loaded where it is needed, before the script that starts it."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

sys.path.append(str(Path(__file__).parents[1] / "chapters/_ext"))
from computing import BEFORE_EXPLORE, MACHINE, RUNTIME, load

CONFIG = Path(__file__).parents[1] / "_config.yml"


@pytest.mark.parametrize(
    ("body", "scripts"),
    [
        ("<p>Nothing to compute.</p>", []),
        ("<script>(window.rnnCompute ??= {})", ["arrays.js", "python.js"]),
        (
            "<script>(window.rnnPrograms ??= {})",
            ["arrays.js", "python.js", "marks.js", "handles.js", "worker.js", "live.js"],
        ),
    ],
)
def test_a_page_loads_what_its_demos_need(body: str, scripts: list[str]) -> None:
    loaded: list[tuple[str, int]] = []
    app = SimpleNamespace(add_js_file=lambda name, priority: loaded.append((name, priority)))
    load(app, "page", "page.html", {"body": body}, None)
    assert loaded == [(script, BEFORE_EXPLORE) for script in scripts]
    assert BEFORE_EXPLORE < 800  # the priority of html_js_files


def test_nothing_is_loaded_twice() -> None:
    config = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    everywhere = config["sphinx"]["config"]["html_js_files"]
    assert "explore.js" in everywhere
    assert not {*RUNTIME, *MACHINE} & set(everywhere)
