"""Known wrong answers get their own hint, and right answers that are written otherwise get all points."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnnlib.grading.child import observe, pack
from rnnlib.grading.exercises import EXERCISES, find
from rnnlib.grading.judge import Judgement, judge

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "exercises" / "sources"
MISTAKES = sorted(SOURCES.glob("*/mistakes/*.py"))
SEEDS = (7, 0, 1)  # the first is the one of the notebook's check


def judged(task_id: str, function: Callable[..., Any], seed: int) -> Judgement:
    task = find(task_id)
    packed = [
        {name: pack(value) for name, value in inputs.items()}
        for inputs in task.draw(np.random.default_rng(seed))
    ]
    return judge(task, packed, [observe(function, inputs, task.changes) for inputs in packed])


def named(path: Path, what: str) -> str:
    """The task or the hint that a wrong answer names in its docstring."""
    match = re.search(rf"^{what}: (\S+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert match, f"{path.name} names no {what}"
    return match[1]


def executed(path: Path) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(path.read_text(encoding="utf-8"), path, "exec"), names)
    return names


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: f"{path.parents[1].name}/{path.stem}")
def test_a_wrong_answer_gets_its_own_hint_and_no_other(path: Path) -> None:
    names = executed(path)
    task = find(named(path, "task"))
    for seed in SEEDS:
        judgement = judged(task.id, names[task.function], seed)
        assert [hint.id for hint in judgement.hints] == [named(path, "hint")]
        assert judgement.earned < task.points


@pytest.mark.parametrize(("back", "choice"), [(False, "first_of_equal"), (True, "last_of_equal")])
def test_what_is_said_of_the_mean_does_not_call_a_wrong_rate_right(back: bool, choice: str) -> None:
    def choose(scores: np.ndarray, updates: np.ndarray, rates: np.ndarray) -> tuple[float, float]:
        merit = scores.mean(axis=1).round(2)
        line = sorted(range(len(rates)), reverse=back)
        best = min(line, key=lambda i: (-merit[i], updates[i].mean()))
        return rates[best], merit[best]

    for seed in SEEDS:
        hints = judged("board.choose", choose, seed).hints
        assert {hint.id for hint in hints} == {f"board.choose.{choice}", "board.choose.rounded_mean"}
        assert not any("the rate is right" in hint.text for hint in hints)


def test_every_task_has_wrong_answers_in_the_folder_of_its_exercise() -> None:
    assert len(MISTAKES) >= 90
    for exercise, tasks in EXERCISES.items():
        folder = [named(path, "task") for path in MISTAKES if path.parents[1].name == exercise]
        assert {task.id for task in tasks} == set(folder)
        assert all(folder.count(task.id) >= 2 for task in tasks)


@pytest.mark.parametrize("task_id", [task.id for tasks in EXERCISES.values() for task in tasks])
def test_a_right_answer_written_otherwise_earns_all_points(task_id: str) -> None:
    task = find(task_id)
    assert len(task.solutions) >= 2
    for source in task.solutions[1:]:
        names = {**task.reference.__globals__}  # np, and the right functions that it may call
        exec(source, names)
        for seed in SEEDS:
            judgement = judged(task_id, names[task.function], seed)
            assert judgement.hints == ()
            assert judgement.earned == task.points
