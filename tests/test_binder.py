"""What a reader meets on Binder: JupyterLab opens a notebook by its address, runs it, and the demo is alive.

Runs in the present environment; with $BINDER_PYTHON (see `make binder-check`) in one that Binder would make.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent
PYTHON = os.path.abspath(os.environ.get("BINDER_PYTHON", sys.executable))
PATIENCE = 120  # seconds


def fetch(url: str) -> list[dict]:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)


def wait_until(true: Callable[[], object], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"{what}: not within {PATIENCE} s"
        time.sleep(0.1)


QUESTION = """from rnnlib.questions import number
number("What is h_1?", value=0.5, slips={"You left out the bias.": 0.25})"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a JupyterLab on a copy of the notebooks, and a broken one."""
    home = tmp_path_factory.mktemp("lab")
    for folder in ("chapters", "exercises"):
        shutil.copytree(ROOT / folder, home / folder)
    broken = nbformat.read(home / "chapters" / "02_forward_pass.ipynb", 4)
    broken.cells = [nbformat.v4.new_code_cell(source) for source in ("1 / 0", "2")]
    nbformat.write(broken, home / "broken.ipynb")
    asking = nbformat.from_dict({**broken, "cells": [nbformat.v4.new_code_cell(QUESTION)]})
    nbformat.write(asking, home / "question.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [PYTHON, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--ip=127.0.0.1"]
    command += [
        "--IdentityProvider.token=",
        f"--ServerApp.root_dir={home}",
        "--LabApp.news_url=",
        "--expose-app-in-browser",
    ]
    folders = {
        f"JUPYTER{what}_DIR": str(home / "settings") for what in ("_CONFIG", "LAB_SETTINGS", "LAB_WORKSPACES")
    }
    environment = {**os.environ, **folders, "PATH": f"{Path(PYTHON).parent}{os.pathsep}{os.environ['PATH']}"}
    with open(home / "log", "w") as log:
        server = subprocess.Popen(command, cwd=home, env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"

    def up() -> bool:
        assert server.poll() is None, (home / "log").read_text()
        try:
            return bool(fetch(f"{url}/api"))
        except OSError:
            return False

    try:
        wait_until(up, "JupyterLab starts")
        yield url
    finally:
        server.terminate()
        server.wait(30)


def open_notebook(page: Page, lab: str, path: str) -> None:
    """Open a notebook by its address, as Binder's link does, and wait for a kernel that listens."""
    page.goto(f"{lab}/lab/tree/{path}?reset")
    page.locator(".jp-Notebook").wait_for(timeout=PATIENCE * 1000)
    wait_until(lambda: listening(lab, path), "the kernel listens")
    page.wait_for_timeout(300)


def listening(lab: str, path: str) -> bool:
    kernels = [session["kernel"] for session in fetch(f"{lab}/api/sessions") if session["path"] == path]
    return any(kernel["execution_state"] == "idle" and kernel["connections"] >= 1 for kernel in kernels)


def run_all(page: Page, lab: str, path: str) -> list[nbformat.NotebookNode]:
    """Choose Run, Run All Cells in the menu; returns the code cells as they stand afterwards."""

    def code_cells() -> list[nbformat.NotebookNode]:
        notebook = nbformat.from_dict(page.evaluate("jupyterapp.shell.currentWidget.content.model.toJSON()"))
        return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source]

    def settled() -> bool:  # every cell has run, or one has raised and the rest never will
        cells = code_cells()
        return listening(lab, path) and (errors(cells) or all(cell.execution_count for cell in cells))

    page.locator(".lm-MenuBar-itemLabel", has_text="Run").click()
    page.get_by_text("Run All Cells", exact=True).click()
    wait_until(settled, f"{path} has run")
    return code_cells()


def errors(cells: list[nbformat.NotebookNode]) -> list[str]:
    """Names of the errors that cells not meant to raise have raised."""
    meant = "raises-exception"
    outputs = [
        output for cell in cells if meant not in cell.metadata.get("tags", []) for output in cell.outputs
    ]
    return [output.ename for output in outputs if output.output_type == "error"]


def test_binder_makes_the_pinned_environment() -> None:
    assert (ROOT / "binder" / "runtime.txt").read_text().strip() == "python-3.11"
    wanted = (ROOT / "binder" / "requirements.txt").read_text().splitlines()
    assert [line for line in wanted if not line.startswith("#")] == [
        "-r ../requirements.lock",
        "--editable .",
    ]


def test_a_chapter_runs_and_its_demo_is_alive(browser: Browser, lab: str) -> None:
    path = "chapters/01_sequences_and_state.ipynb"
    with browser.new_page(viewport={"width": 1280, "height": 900}) as page:
        open_notebook(page, lab, path)
        cells = run_all(page, lab, path)
        assert errors(cells) == []
        demo = next(i for i, cell in enumerate(cells) if "explore(" in cell.source)
        views = [data for output in cells[demo].outputs for data in output.get("data", {})]
        assert "application/vnd.jupyter.widget-view+json" in views

        handle = page.locator(".jp-OutputArea .noUi-handle").first
        handle.scroll_into_view_if_needed()
        picture = page.locator(".jp-OutputArea .rnn-live").first
        before = picture.inner_html()

        def follows() -> bool:
            for key in (
                "ArrowLeft",
                "ArrowRight",
            ):
                handle.press(key)
                if picture.inner_html() != before:
                    return True
            return False

        wait_until(follows, "the picture follows the slider")


def test_an_exercise_runs_and_says_what_is_missing(browser: Browser, lab: str) -> None:
    path = "exercises/01_forward_pass.ipynb"
    with browser.new_page(viewport={"width": 1280, "height": 900}) as page:
        open_notebook(page, lab, path)
        cells = run_all(page, lab, path)
        assert errors(cells) == []
        checks = [cell for cell in cells if cell.source.startswith("check(")]
        assert checks
        for cell in checks:
            assert cell.outputs, f"{cell.source} says nothing"


def test_a_question_answers_back_and_keeps_the_keys_to_itself(browser: Browser, lab: str) -> None:
    with browser.new_page() as page:
        open_notebook(page, lab, "question.ipynb")
        cells = run_all(page, lab, "question.ipynb")
        assert cells[0].outputs[0].data["text/plain"] == "Question: What is h_1?"
        field = page.get_by_label("Your answer")
        field.click()
        page.keyboard.type("0,25")
        page.keyboard.press("Tab")  # to the button: JupyterLab would take Enter for itself
        page.keyboard.press("Enter")
        page.get_by_role("status").get_by_text("You left out the bias.").wait_for()
        field.press("ControlOrMeta+A")
        page.keyboard.type("1/2")
        page.keyboard.press("Enter")
        page.get_by_role("status").get_by_text("Right.").wait_for()


def test_an_error_in_a_notebook_is_found(browser: Browser, lab: str) -> None:
    with browser.new_page() as page:
        open_notebook(page, lab, "broken.ipynb")
        assert errors(run_all(page, lab, "broken.ipynb")) == ["ZeroDivisionError"]
