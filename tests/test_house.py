"""The house: what make says, how a build fails or starts anew, and whether its files agree."""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import nbformat
import pytest
import yaml

ROOT = Path(__file__).parent.parent
REPOSITORY = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["repository"]["url"]


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", *arguments], cwd=folder, capture_output=True, text=True, check=False)


def own_words(result: subprocess.CompletedProcess[str]) -> list[str]:
    """What was said on failure, apart from make's own closing line."""
    return [line for line in result.stderr.splitlines() if line and not line.startswith("make")]


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (None, "was not found: install Python 3.11 or newer"),
        (
            '[ "$1" = -V ] && echo Python 3.9.2; [ "$1" = -V ]',
            "needs Python 3.11 or newer: {python} is Python 3.9.2",
        ),
        ('case "$2" in *ensurepip*) exit 1;; esac', "{python} has no venv module"),
    ],
)
def test_a_missing_or_old_python_is_one_clear_line(tmp_path: Path, script: str | None, said: str) -> None:
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    python = tmp_path / "python3"
    if script:
        python.write_text(f"#!/bin/sh\n{script}\n")
        python.chmod(0o755)
    result = make(tmp_path, "book", f"PYTHON={python}")
    assert result.returncode != 0
    assert len(own_words(result)) == 1
    assert said.format(python=python) in own_words(result)[0]
    assert not (tmp_path / ".venv").exists()


@pytest.fixture
def small_book(tmp_path: Path) -> Path:
    """A book of one page and one chapter in the same house."""
    for name in ("_config.yml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    for folder in (
        *("chapters/_ext", "chapters/_static", "chapters/_templates"),
        *("rnnlib/explore/static", "rnnlib/static"),
    ):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "_toc.yml").write_text(
        "format: jb-book\nroot: chapters/intro\nchapters: [{file: chapters/01_one}]\n"
    )
    (tmp_path / "chapters" / "intro.md").write_text("# A book\n\nIt begins.\n")
    (tmp_path / "chapters" / "references.bib").write_text("")
    (tmp_path / ".pytest_cache").mkdir()  # pytest leaves a page of its own here, which is no part of the book
    (tmp_path / ".pytest_cache" / "README.md").write_text("# Not a page\n")
    write_chapter(tmp_path, "print(6 * 7)")
    return tmp_path


def write_chapter(book: Path, code: str, text: str = "# 1 · One") -> None:
    cells = [nbformat.v4.new_markdown_cell(text, id="a"), nbformat.v4.new_code_cell(code, id="b")]
    chapter = nbformat.v4.new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "P"}}
    )
    nbformat.write(chapter, book / "chapters" / "01_one.ipynb")


def build(book: Path) -> subprocess.CompletedProcess[str]:
    """Run the very line of the Makefile."""
    line = next(row for row in (ROOT / "Makefile").read_text().splitlines() if "jupyter-book build" in row)
    command = line.strip().removeprefix("@").replace("$(BIN)", shlex.quote(str(Path(sys.executable).parent)))
    return subprocess.run(command, shell=True, cwd=book, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("code", "text", "said"),
    [
        ("1 / 0", "# 1 · One", "ZeroDivisionError"),
        ("1", "# 1 · One\n\n[a page](02_two.ipynb)", "02_two.ipynb"),
        ("1", "# 1 · One\n\nA $\\nosuch{x}$.", r"the formula \nosuch{x} cannot be set"),
    ],
    ids=["error", "warning", "formula"],
)
def test_an_error_or_a_warning_fails_the_build_every_time(
    small_book: Path, code: str, text: str, said: str
) -> None:
    write_chapter(small_book, code, text)
    for _ in range(2):
        result = build(small_book)
        assert result.returncode != 0
        assert said in result.stderr


def test_results_are_computed_anew_when_the_code_behind_them_changes(small_book: Path) -> None:
    page = small_book / "_build/html/chapters/01_one.html"
    (small_book / "rnnlib" / "value.txt").write_text("first")
    write_chapter(small_book, "print(open('../rnnlib/value.txt').read())")
    assert build(small_book).returncode == 0
    assert "first" in page.read_text()
    stamp = page.stat().st_mtime_ns
    assert build(small_book).returncode == 0
    assert page.stat().st_mtime_ns == stamp  # nothing changed, nothing done
    (small_book / "rnnlib" / "value.txt").write_text("second")
    assert build(small_book).returncode == 0
    assert "second" in page.read_text()


# --- licences and citation


def test_licences_and_citation_agree() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["repository-code"] == REPOSITORY
    assert citation["license"] == ["BSD-3-Clause", "CC-BY-4.0"]
    assert "BSD 3-Clause" in (ROOT / "LICENSE").read_text()
    assert "CC BY 4.0" in (ROOT / "LICENSE-text").read_text()


def test_continuous_integration_runs_the_two_commands() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert {"make book", "make test"} <= set(script.splitlines())
    assert ".ci/run" in (ROOT / ".github" / "workflows" / "test.yml").read_text()


@pytest.mark.parametrize(("target", "needs"), [("book", False), ("test", True), ("bench", True)])
def test_only_tests_and_measurements_install_the_other_frameworks(target: str, needs: bool) -> None:
    requirements = "benchmarks/requirements.txt"
    said = make(ROOT, "--dry-run", f"--what-if={requirements}", target)
    assert said.returncode == 0, said.stderr
    assert (f"--requirement {requirements}" in said.stdout) == needs
    named = re.findall(r"^(\w+)==\S+$", (ROOT / requirements).read_text(), re.MULTILINE)
    assert named == ["torch", "jax", "jaxlib"]
    locked = (ROOT / "requirements.lock").read_text() + (ROOT / "binder" / "requirements.txt").read_text()
    assert not re.search(rf"^({'|'.join(named)})==", locked, re.MULTILINE)


# --- what make says and does on a machine that is not as it should be


def test_ci_is_the_two_commands_and_binder() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    commands = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert commands == ["make book", "make test", "make binder-check"]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A checkout whose .venv holds this Python and nothing of the book."""
    folder = tmp_path / "a house é"
    (folder / ".venv" / "bin").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, folder)
    (folder / ".venv" / "bin" / "python").symlink_to(sys.executable)
    builder = folder / ".venv" / "bin" / "jupyter-book"
    builder.write_text("#!/bin/sh\nmkdir -p _build/html; echo built >_build/html/index.html\n")
    builder.chmod(0o755)
    (folder / ".venv" / "installed").write_text(f"{folder.resolve()}\n")
    (folder / ".venv" / "in_page").mkdir()
    (folder / ".venv" / "in_page" / "made").touch()
    return folder


def test_a_busy_port_is_one_line_and_nobody_elses_pages(house: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        result = make(house, "serve", f"PORT={port}")
    assert result.returncode != 0
    assert own_words(result) == [f"Port {port} is not free. Try another: make serve PORT=8001"]
    assert "http://127.0.0.1" not in result.stdout


def answer_of_make_serve(folder: Path, *prefix: str) -> bytes:
    """What stands at the address that `make serve` names."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*prefix, "make", "serve", f"PORT={port}"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    ) as server:
        assert server.stdout is not None
        try:
            address = next(found for line in server.stdout if (found := re.search(r"http://[\d.:]+/", line)))
            return urllib.request.urlopen(address[0], timeout=10).read()
        finally:
            os.killpg(server.pid, signal.SIGTERM)


def test_the_address_is_named_once_the_pages_are_there(house: Path) -> None:
    assert answer_of_make_serve(house) == b"built\n"


def test_pages_that_are_there_are_served_from_a_folder_that_cannot_be_written(house: Path) -> None:
    (house / "_build" / "html").mkdir(parents=True)
    (house / "_build" / "html" / "index.html").write_text("kept\n")
    house.chmod(0o555)
    # Root may write anywhere, unless it gives that up.
    powerless = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    try:
        assert answer_of_make_serve(house, *powerless) == b"kept\n"
        built = subprocess.run(
            [*powerless, "make", "book"], cwd=house, capture_output=True, text=True, check=False
        )
        assert own_words(built) == ["This folder is read-only: copy it to where you may write."]
    finally:
        house.chmod(0o755)


def test_without_the_network_the_book_is_built_without_python_in_its_pages(house: Path) -> None:
    made = house / ".venv" / "in_page" / "made"
    made.unlink()
    build = house / "chapters" / "_ext" / "in_page" / "build.py"
    build.parent.mkdir(parents=True)
    build.write_text("raise SystemExit(1)  # as when npm reaches no registry")
    result = make(house, "book")
    assert result.returncode == 0
    assert "No Python in the pages" in result.stdout
    assert (house / "_build" / "html" / "index.html").read_text() == "built\n"
    assert not made.exists()  # the next build tries again
    build.write_text("")
    assert "No Python in the pages" not in make(house, "book").stdout
    assert made.exists()


def test_a_checkout_that_was_moved_is_installed_again(house: Path) -> None:
    moved = house.rename(house.parent / "elsewhere é")
    (moved / ".venv" / "old").touch()
    assert "venv .venv" in make(moved, "--dry-run", "book").stdout
    assert (moved / ".venv" / "old").exists()  # asked what it would do, make does nothing
    python = house.parent / "python3"
    python.write_text(
        '#!/bin/sh\n[ "$2" = venv ] || exit 0\nmkdir -p .venv/bin\n'
        "for name in pip jupyter jupyter-book; do ln -sf /bin/true .venv/bin/$name; done\n"
    )
    python.chmod(0o755)
    result = make(moved, "book", f"PYTHON={python}")
    assert result.returncode == 0, result.stderr
    assert not (moved / ".venv" / "old").exists()
    assert (moved / ".venv" / "installed").read_text() == f"{moved.resolve()}\n"


def test_the_same_checkout_through_a_link_is_not(house: Path) -> None:
    link = house.parent / "link"
    link.symlink_to(house)
    assert "venv .venv" not in make(link, "--dry-run", "book").stdout
    assert (house / ".venv" / "installed").exists()


def test_the_kernels_of_a_build_do_not_warn(small_book: Path) -> None:
    result = build(small_book)
    assert result.returncode == 0, result.stderr
    assert "encryption" not in result.stdout + result.stderr
    assert "Executing" in result.stderr  # the kernels' own lines would stand here
