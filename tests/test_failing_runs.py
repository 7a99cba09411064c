"""The five failing runs of exercise 10: they still fail as they did, and an answer is tried on them."""

import sys
from importlib import import_module
from pathlib import Path

import nbformat
import numpy as np
import pytest

from rnnlib import check_gradients
from rnnlib.data.scoreboard import chosen, interval, judged
from rnnlib.grading.child import observe, pack_arguments
from rnnlib.grading.exercises import find
from rnnlib.grading.judge import judge
from rnnlib.grading.ladder import failing_call

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))
import failing_runs

work = import_module("rnnlib.grading.exercises.10_problems_and_fixes.tasks.diagnosis")
TASK = find("board.diagnosis")
CURES = (
    {"exploding": {"max_norm": 1.0}},
    {"truncated": {"chunk": 15}},
    {"vanishing": {"radius": 1.0}},
    {"saturated": {"scale": 0.2}},
    {"rate too large": {"lr": 0.1}},
)


def tried(number, answer):
    return work.TRIED(answer, work.shown()[number])


def test_the_gradients_of_the_small_network_are_right():
    rng = np.random.default_rng(0)
    sizes = {"W_xh": (16, 8), "W_hh": (16, 16), "b_h": 16, "W_hy": (4, 16), "b_y": 4}
    p = {name: rng.normal(0, 0.3, size) for name, size in sizes.items()}
    x, answers = work.symbols(rng, 3)
    _, grads, by_lag = work.gradients(p, x, answers, work.T)
    check_gradients(lambda p: work.gradients(p, x, answers, work.T)[0], p, grads)
    cut = work.gradients(p, x, answers, 4)[2]
    assert np.array_equal(cut, np.where(np.arange(work.T) < 4, by_lag, 0))


@pytest.mark.parametrize("seed", range(4))
def test_with_the_usual_settings_the_network_learns(seed):
    assert work.train(seed, **work.USUAL).accuracy > work.ENOUGH


@pytest.mark.parametrize("number", range(1, 6))
def test_a_run_still_fails_and_shows_what_is_stored(number):
    failing, stored = work.FAILING[number - 1], work.shown()[number]
    run = work.made(failing)
    again = work.record(run)
    assert run.accuracy < 0.7
    np.testing.assert_allclose(again["by_lag"], stored["by_lag"], rtol=0.01)
    assert again["saturated"] == pytest.approx(stored["saturated"], abs=0.01)
    if failing.problem in ("vanishing", "saturated", "truncated"):  # the others are chaotic
        np.testing.assert_allclose(again["losses"], stored["losses"], rtol=0.02)
        np.testing.assert_allclose(again["norms"], stored["norms"], rtol=0.02)


def test_the_cells_of_the_master_show_the_stored_runs():
    cells = nbformat.read(failing_runs.MASTER, as_version=4).cells
    stored = work.shown()
    for head, text in (
        (failing_runs.HEAD, failing_runs.source(stored)),
        (failing_runs.PICTURE, failing_runs.shown(stored)),
    ):
        assert [cell.source for cell in cells if cell.source.startswith(head)] == [text]
    assert failing_runs.records().keys() == stored.keys()


@pytest.mark.parametrize("number", range(1, 6))
def test_each_run_is_cured_by_its_fix_and_by_no_other(number):
    for other, answer in enumerate(CURES, 1):
        said = tried(number, answer)
        assert (said == "") == (other == number), answer
        assert said.startswith(f"run {number}, trained again with ") or not said


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (3.0, "a dict of one problem"),
        ({}, "a dict of one problem"),
        ({"vanishing": 1.0}, "a dict of one problem"),
        ({"gone": {"lr": 0.1}}, "'gone' is none of the six problems"),
        ({"vanishing": {}}, "nothing would change"),
        ({"vanishing": {"rate": 0.1}}, "'rate' is none of the settings"),
        ({"vanishing": {"lr": 11.0}}, "lr is to be a number from 0.0001 to 10"),
        ({"vanishing": {"lr": float("nan")}}, "lr is to be a number"),
        ({"vanishing": {"lr": np.ones(2)}}, "lr is to be a number"),
        ({"vanishing": {"chunk": 3.5}}, "a whole number of steps"),
        ({"vanishing": {"lr": 0.5}}, "20,000 times shorter. The name, 'vanishing', is right."),
        (
            {"saturated": {"radius": 1.0}},
            "names 100% of the symbols: cured. But its problem has another name",
        ),
        ({"saturated": {"scale": 0.1}}, "Nor is it 'saturated': the gradient falls by about the same factor"),
        ({"vanishing": {"radius": 1.0, "lr": 1e-4}}, "the steps are too short"),
        ({"vanishing": {"radius": 1.0, "lr": 10.0}}, "the steps are still too long"),
        ({"vanishing": {"radius": 1.0, "scale": 9.0}}, "of the states begin beyond ±0.95"),
        ({"vanishing": {"radius": 1.0, "chunk": 2}}, "still ends after 2 of 15 steps"),
        ({"vanishing": {"radius": 1.5, "lr": 0.2, "max_norm": np.inf}}, "times as long as the median"),
    ],
    ids=str,
)
def test_an_answer_that_does_not_cure_is_told_why(answer, said):
    assert said in tried(3, answer)


def test_a_hint_tells_of_the_training_and_the_ladder_shows_no_cure():
    def answer(losses, norms, by_lag, saturated):
        return CURES[2] if saturated < 0.1 else {"vanishing": {"radius": 1.0}}

    packed = [pack_arguments(inputs) for inputs in TASK.draw(np.random.default_rng(7))]
    judgement = judge(TASK, packed, [observe(answer, inputs) for inputs in packed])
    assert judgement.right == (False, False, True, False, False)
    assert [hint.id for hint in judgement.hints] == ["board.diagnosis.case_1", "board.diagnosis.case_2"]
    assert "run 1, trained again with radius = 1, names " in judgement.hints[0].text
    shown = failing_call(judgement)
    assert "expected: an answer that works when it is tried\n" in shown
    assert "max_norm" not in shown


def test_what_is_no_dict_at_all_gets_no_training():
    packed = [pack_arguments(inputs) for inputs in TASK.draw(np.random.default_rng(7))]
    for value, said in (
        (None, "your function returns nothing"),
        ("vanishing", "the answer is to be a dict"),
        (("vanishing", {"radius": 1.0}), "the answer is to be a dict"),
        (np.ones(10), "the answer is to be a dict"),
        (np.zeros(0), "the answer is to be a dict"),
        (np.array(True), "the answer is to be a dict"),
    ):
        judgement = judge(TASK, packed, [observe(lambda *_, v=value: v, inputs) for inputs in packed])
        assert said in judgement.hints[0].text
        assert judgement.earned == 0


@pytest.mark.parametrize("value", ["15", None, 10**30, {"to": 15}, 1j])
def test_a_setting_that_is_no_number_is_said_by_its_name(value):
    packed = [pack_arguments(inputs) for inputs in TASK.draw(np.random.default_rng(7))]
    answer = {"truncated": {"chunk": value}}
    judgement = judge(TASK, packed, [observe(lambda *_: answer, inputs) for inputs in packed])
    assert judgement.hints[0].text == "run 1: chunk is to be a number from 1 to 15."


def test_the_rule_is_the_scoreboards():
    numbers = {"solved": 2, "helped": 1, "nothing": 0, "worse": -1}
    for seed in range(10):
        rng = np.random.default_rng(seed)
        for task in ("board.interval", "board.verdict"):
            for inputs in find(task).draw(rng):
                fix, plain = inputs["fix"].tolist(), inputs["plain"].tolist()
                assert find("board.verdict").reference(**inputs) == numbers[judged(fix, plain).word]
                np.testing.assert_allclose(find("board.interval").reference(**inputs), interval(fix, plain))
        for inputs in find("board.choose").draw(rng):
            rows = [
                {"lr": lr, "clip": None, "curve": [score], "updates": updates}
                for lr, *runs in zip(inputs["rates"], inputs["scores"], inputs["updates"], strict=True)
                for score, updates in zip(*runs, strict=True)
            ]
            assert find("board.choose").reference(**inputs)[0] == chosen(rows)["lr"]
