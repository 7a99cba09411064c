"""The installed package holds what the repository's does, the exercises among it."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from rnnlib.grading.exercises import EXERCISES

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
SOLVED = """
import rnnlib
from rnnlib.grading import check
from rnnlib.grading.exercises import EXERCISES
for tasks in EXERCISES.values():
    for task in tasks:
        check(task.id, task.reference)
print(rnnlib.__file__, sum(task.points for tasks in EXERCISES.values() for task in tasks))
"""


def test_every_package_of_the_repository_is_named() -> None:
    here = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "rnnlib").rglob("__init__.py")}
    assert set(SETTINGS["packages"]) == here | {"rnnlib.exercises"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that a wheel was installed into."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in ("rnnlib", "exercises"):  # a copy, because a build leaves files behind
        shutil.copytree(ROOT / name, folder / "source" / name)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / "source")
    pip = [sys.executable, "-m", "pip", "--quiet", "--no-input", "--disable-pip-version-check"]
    command = [*pip, "install", "--no-deps", "--no-index", "--no-build-isolation"]
    command += ["--target", folder / "site", folder / "source"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return folder / "site"


def test_an_installed_package_checks_every_exercise(installed: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    result = subprocess.run(
        [sys.executable, "-c", SOLVED],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    points = sum(task.points for tasks in EXERCISES.values() for task in tasks)
    assert result.stdout.splitlines()[-1] == f"{installed / 'rnnlib' / '__init__.py'} {points}"


def test_a_folder_of_an_exercise_that_was_left_out_would_be_noticed(installed: Path) -> None:
    sources = ROOT / "exercises" / "sources"
    stored = {
        path.relative_to(sources)
        for pattern in SETTINGS["package-data"]["rnnlib.exercises"]
        for path in sources.glob(pattern)
    }
    folder = installed / "rnnlib" / "exercises"
    assert {
        path.relative_to(folder) for path in folder.rglob("*") if path.suffix in (".py", ".ipynb")
    } == stored
    assert {path.parts[0] for path in stored} == {path.name for path in sources.iterdir() if path.is_dir()}
