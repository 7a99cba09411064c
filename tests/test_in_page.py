"""What is put into the book for the Python in its pages, and what the pages say without it."""

import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
import running
from running import CELL, WITHOUT, graded, megabytes, offer, pack, put_there, version

from rnnlib.grading.exercises import EXERCISES

ROOT = Path(__file__).resolve().parents[1]
THEME = {"repository_url": "https://github.com/us/ours", "repository_branch": "main"}


def offered(page: str, runtime: str) -> tuple[str, list[str]]:
    """The body of a page with a cell, and the scripts that are loaded for it."""
    scripts: list[str] = []
    config = SimpleNamespace(html_theme_options=THEME, in_page_runtime=runtime)
    app = SimpleNamespace(config=config, add_js_file=scripts.append)
    context = {
        "body": f"<p>Text.</p>{CELL} x'></div>",
        "pathto": lambda path, _: f"../{path}",
        "sourcename": f"{page}.ipynb",
    }
    offer(app, page, "page.html", context, None)
    return context["body"], scripts


def test_an_exercise_offers_python_above_its_first_cell() -> None:
    body, scripts = offered("exercises/02_loss", "abc")
    assert body.index("<p>Text.") < body.index("rnn-python") < body.index(CELL)
    assert scripts == ["in_page.js"]
    assert 'data-base="../python/" data-version="abc" data-size="' in body
    assert 'href="../_sources/exercises/02_loss.ipynb" download' in body
    assert "https://mybinder.org/v2/gh/us/ours/main?urlpath=lab/tree/exercises/02_loss.ipynb" in body
    assert "https://colab.research.google.com/github/us/ours/blob/main/exercises/02_loss.ipynb" in body
    assert WITHOUT not in body


def test_without_the_runtime_the_page_says_so_and_loads_no_script() -> None:
    body, scripts = offered("exercises/02_loss", "")
    assert WITHOUT in body
    assert "on Binder" in body
    assert scripts == []


def test_a_chapter_is_left_as_it_is() -> None:
    body, scripts = offered("chapters/03_loss", "abc")
    assert "rnn-python" not in body
    assert scripts == []


def test_the_version_follows_the_files(tmp_path: Path) -> None:
    assert version(tmp_path / "nowhere") == ""
    (tmp_path / "worker.js").write_text("1")
    first = version(tmp_path)
    (tmp_path / "worker.js").write_text("2")
    assert len({first, version(tmp_path), ""}) == 3


def test_nothing_is_put_there_without_a_runtime_or_after_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site").mkdir()
    monkeypatch.setattr(running, "RUNTIME", tmp_path / "site")
    app = SimpleNamespace(
        outdir=str(tmp_path / "out"), srcdir=str(ROOT), config=SimpleNamespace(in_page_runtime="")
    )
    put_there(app, None)
    assert not (tmp_path / "out").exists()
    app.config.in_page_runtime = "abc"
    put_there(app, ValueError())
    assert not (tmp_path / "out").exists()
    put_there(app, None)
    assert (tmp_path / "out" / "python" / "exercises.zip").exists()


def test_the_files_of_native_grading_are_packed_and_suffice(tmp_path: Path) -> None:
    path = tmp_path / "exercises.zip"
    pack(ROOT, path)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert all(archive.read(name) == (ROOT / name).read_bytes() for name in names)
        archive.extractall(tmp_path / "home")
    assert len(names) == len(set(names)) == len(list(graded(ROOT)))
    assert not [name for name in names if "mistakes" in name or "/explore/" in name]
    code = (
        "import rnnlib.grading.in_page, rnnlib.grading.exercises as e; print(rnnlib.__file__, *e.EXERCISES)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path / "home", capture_output=True, text=True
    )
    assert result.stdout.split() == [str(tmp_path / "home/rnnlib/__init__.py"), *EXERCISES], result.stderr


def test_the_runtime_ships_its_licences_and_weighs_what_the_button_says(built: Path) -> None:
    text = (built / "python" / "LICENCES.txt").read_text(encoding="utf-8")
    for name in ("CPython", "NumPy", "python-wasm", "codemirror", "@codemirror/view"):
        assert f"\n{name}\n\n" in f"\n{text}"
    assert "esbuild\n\n" not in text
    page = (built / "exercises" / "02_loss.html").read_text(encoding="utf-8")
    assert f'data-size="{megabytes(running.RUNTIME)}"' in page
    assert 0 < megabytes(running.RUNTIME) < 8
