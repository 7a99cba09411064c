"""The ladder of help: each rung says what it should, its links exist, and it is climbed rung by rung."""

import importlib
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest

from rnnlib.grading import check, hint
from rnnlib.grading.arrays import expected_and_got
from rnnlib.grading.check import CheckFailed
from rnnlib.grading.child import observe, pack_arguments
from rnnlib.grading.exercises import EXERCISES, find
from rnnlib.grading.general import Hint
from rnnlib.grading.grade import grade
from rnnlib.grading.judge import Judgement, judge
from rnnlib.grading.ladder import equation, failing_call, first_mend, names_in, read, rung
from rnnlib.grading.printing import say
from rnnlib.grading.report import help_with, of_task
from rnnlib.grading.spec import BOOK, Section

ROOT = Path(__file__).resolve().parents[1]
TASKS = [task for tasks in EXERCISES.values() for task in tasks]
every_task = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
STEP = "np.tanh(W_xh @ x_t + W_hh @ h_prev + b_h)"


@pytest.fixture(autouse=True)
def new_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """No check has run yet."""
    state = importlib.import_module("rnnlib.grading.check")
    monkeypatch.setattr(state, "_latest", {})
    monkeypatch.setattr(state, "_rungs", {})


def judged(task_id: str, function: Callable[..., Any]) -> Judgement:
    task = find(task_id)
    packed = [pack_arguments(inputs) for inputs in task.draw(np.random.default_rng(7))]
    return judge(task, packed, [observe(function, inputs, task.changes) for inputs in packed])


def fails(task_id: str, function: Callable[..., Any]) -> None:
    with pytest.raises(CheckFailed):
        check(task_id, function)


def transposed(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(W_xh @ x_t + W_hh.T @ h_prev + b_h)


def headings(section: Section) -> list[str]:
    cells = nbformat.read(ROOT / "chapters" / f"{section.page}.ipynb", as_version=4).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return re.findall(r"^##+ (.+)$", text, re.MULTILINE)


@every_task
def test_each_task_names_a_section_that_exists(task) -> None:
    assert headings(task.read).count(task.read.title) == 1
    page = ROOT / "_build" / "html" / task.read.address.removeprefix(BOOK).split("#")[0]
    if page.exists():  # as it was built last
        assert f'id="{task.read.address.split("#")[1]}"' in page.read_text(encoding="utf-8")


def test_a_section_that_was_renamed_would_be_noticed() -> None:
    assert "With one number" not in headings(Section("02_forward_pass", "With one number"))


def test_an_address_is_what_the_book_calls_its_sections() -> None:
    section = Section("05_backpropagation_through_time", "Step 4: the recurrent layer's weights")
    assert section.address.endswith("_time.html#step-4-the-recurrent-layer-s-weights")
    assert str(Section("02_forward_pass", "The choice of $g$")) == "chapter 2, The choice of g"


@every_task
def test_each_task_has_its_equation_and_says_why_it_works(task) -> None:
    assert re.search("[=←≈]", task.equation)
    assert max(map(len, task.equation.splitlines())) < 90
    assert 80 < len(task.why) < 200
    assert task.why.endswith(".")


@every_task
def test_an_old_terminal_gets_every_equation(task) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="strict")
    say(task.equation + task.why, stream)
    stream.flush()
    assert b"?" not in stream.buffer.getvalue()  # type: ignore[attr-defined]


def test_the_ladder_is_climbed_one_rung_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    fails("forward.rnn_step", transposed)
    first = capsys.readouterr().out
    assert "  Read: chapter 2, With vectors\n" in first
    assert "  hint() shows the equation.\nExercise 1: 1 of 15 points\n" in first
    rungs = []
    for _ in range(4):
        hint()
        rungs.append(capsys.readouterr().out)
    assert rungs[0] == (
        "forward.rnn_step: one step with vectors, help 2 of 4\n"
        "  The equation:\n"
        "    h_t = tanh(W_xh x_t + W_hh h_{t-1} + b_h)\n"
        "  hint() shows the smallest call that goes wrong.\n"
    )
    assert "  The smallest call that goes wrong: rnn_step(x_t, h_prev, W_xh, W_hh, b_h), with\n" in rungs[1]
    marked = r"^    expected \(\d,\) = \[ [^>]+\]\n    got \(\d,\), first wrong at \[0\] = \[ ?>"
    assert re.search(marked, rungs[1], re.MULTILINE)
    assert f"    return {STEP}" in rungs[2]
    assert rungs[3] == rungs[2]


def test_another_mistake_starts_from_below_and_the_same_one_goes_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    fails("forward.rnn_step", transposed)
    hint()
    fails("forward.rnn_step", transposed)
    capsys.readouterr()
    hint()
    assert "help 3 of 4" in capsys.readouterr().out
    fails("forward.rnn_step", lambda x_t, h_prev, W_xh, W_hh, b_h: np.tanh(W_xh @ x_t + W_hh @ h_prev))
    capsys.readouterr()
    hint()
    assert "help 2 of 4" in capsys.readouterr().out


def test_hint_of_a_named_task_and_of_none(capsys: pytest.CaptureFixture[str]) -> None:
    hint()
    assert capsys.readouterr().out.startswith("No check has run yet.")
    fails("forward.rnn_step", transposed)
    fails("loss.mse", lambda y_hat, y: 3.0)
    capsys.readouterr()
    hint("forward.rnn_step")
    assert "forward.rnn_step: one step with vectors, help 2 of 4" in capsys.readouterr().out
    hint()
    assert "loss.mse: mean squared error, help 2 of 4" in capsys.readouterr().out
    hint("loss.softmax")
    assert "loss.softmax: its check has not run yet." in capsys.readouterr().out
    with pytest.raises(ValueError, match="expected one of"):
        hint("loss.nothing")


def test_after_success_hint_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    check("forward.rnn_step", find("forward.rnn_step").reference)
    capsys.readouterr()
    hint()
    assert capsys.readouterr().out.startswith("forward.rnn_step: all is right.\n  The shapes do half")


def test_the_slip_is_marked_below_the_equation() -> None:
    task = find("bptt.state_gradient")
    slip = "return W_hy.T @ dy_t + W_hh @ da_next\n                       ^^^^"
    judgement = Judgement(task, (True, False), (Hint("x", "…", slip),))
    assert equation(judgement).splitlines()[-3:] == [
        "Your numbers come out when a line of the solution reads so:",
        "  return W_hy.T @ dy_t + W_hh @ da_next",
        "                         ^^^^",
    ]


@pytest.mark.parametrize(
    ("got", "want", "lines"),
    [
        (np.array(-0.0), np.array(3.0), ["expected = 3", "got = 0"]),
        (np.array([1.0, 2.5]), np.array([1.0, 2.0]), ["got (2,), first wrong at [1] = [   1  >2.5<]"]),
        (
            np.array([1.0, 2.0000001]),
            np.array([1.0, 2.0]),
            ["got (2,), first wrong at [1] = [         1  >2.0000001<]"],
        ),
        (
            np.array([[1.0, 0.0], [3.0, np.nan]]),
            np.array([[1.0, 0.0], [3.0, 4.0]]),
            ["got (2, 2), first wrong at [1, 1] =", "  [   1     0 ]", "  [   3  >nan<]"],
        ),
        (np.ones(3), np.ones(2), ["got (3,) = [ 1   1   1 ]"]),
        ("an object\nof type str", np.ones(2), ["got: an object of type str"]),
        (None, np.ones(2), ["got: no result"]),
    ],
)
def test_the_first_wrong_entry_is_marked(got, want, lines) -> None:
    shown = expected_and_got({"": want}, {} if got is None else {"": got})
    assert shown[-len(lines) :] == lines
    assert shown[0].startswith("expected")


def test_of_several_arrays_the_wrong_one_is_shown() -> None:
    judgement = judged(
        "bptt.weight_gradients",
        lambda da, x, h: {"W_xh": da.T @ x, "W_hh": da.T @ h[:-1] + 1, "b_h": da.sum(axis=0)},
    )
    text = failing_call(judgement)
    assert "expected ['W_hh'] (4, 4) =" in text
    assert "got ['W_hh'] (4, 4), first wrong at [0, 0] =\n" in text
    assert "expected ['W_xh']" not in text


@every_task
def test_every_rung_of_every_task_can_be_shown(task) -> None:
    def wrong(*_):
        return 12345.678

    def raises(*_):
        raise RuntimeError("no")

    for function in (wrong, raises, lambda *_: None, lambda *_: {"W\x1b[2J": np.ones(2)}):
        judgement = judged(task.id, function)
        shown = [rung(judgement, number) for number in (2, 3, 4)]
        assert task.equation.splitlines()[0] in shown[0]
        assert "expected" in shown[1]
        assert task.solutions[0].splitlines()[-1].strip() in shown[2]
        assert "\x1b" not in "".join(shown)
        assert read(task) in "\n".join(line[2:] for line in help_with([judgement]).splitlines())


def test_grading_shows_three_rungs_of_what_is_wrong_and_no_solution() -> None:
    judgement = judged("forward.rnn_step", transposed)
    right = judged("loss.mse", find("loss.mse").reference)
    text = help_with([right, judgement])
    assert text.startswith("1.2 forward.rnn_step: one step with vectors\n  Read: chapter 2, With vectors")
    assert "The equation:" in text
    assert "The smallest call that goes wrong:" in text
    assert STEP not in text


def not_written(*_):
    raise NotImplementedError


@pytest.mark.parametrize(
    ("earlier", "said"),
    [
        (transposed, "first mend 1.2: `rnn_step`, which your `rnn_states` calls, is not right yet."),
        (not_written, "first write 1.2: `rnn_step`, which your `rnn_states` calls, is not written yet."),
    ],
)
def test_a_mistake_of_an_earlier_task_is_to_be_mended_there(
    earlier: Callable[..., Any], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    names: dict[str, Any] = {"np": np, "rnn_step": earlier}
    exec(find("forward.states").solutions[0], names)
    fails("forward.states", names["rnn_states"])
    out = capsys.readouterr().out
    assert said in " ".join(out.split())
    assert "Read:" not in out
    names["rnn_step"] = find("forward.rnn_step").reference
    check("forward.states", names["rnn_states"])
    assert "first" not in capsys.readouterr().out.replace("the first included", "")


def test_an_earlier_function_is_found_inside_a_comprehension(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {"np": np, "tanh_backward": lambda dh, h: dh * (1 - h)}
    source = "def state_gradient(dy, dh, h, V, W):\n    da = [tanh_backward(*both) for both in [(dh, h)]]\n"
    exec(source + "    return V.T @ dy + W.T @ da[0]", names)
    fails("bptt.state_gradient", names["state_gradient"])
    assert "Hint: first mend 3.1: `tanh_backward`" in capsys.readouterr().out


def test_a_mistake_of_its_own_is_not_blamed_on_an_earlier_task() -> None:
    earlier = [judged("forward.rnn_step", transposed)]
    own = judged("forward.states", lambda x, h0, *_: np.zeros((len(x) + 1, 4)))
    assert first_mend(own, {"np", "x"}, earlier) is own
    right = [judged("forward.rnn_step", find("forward.rnn_step").reference)]
    assert first_mend(own, {"rnn_step"}, right) is own


def test_the_names_in_an_answer() -> None:
    assert names_in("def f(x):\n    return g(x) + 1") == {"g", "x"}
    assert names_in("def f(:") == set()


def test_grading_says_what_to_mend_first(tmp_path: Path) -> None:
    master = nbformat.read(ROOT / "exercises" / "sources" / "01_forward_pass" / "master.ipynb", as_version=4)
    for cell in master.cells:
        if cell.cell_type == "code":
            cell.source = cell.source.replace(
                f"return {STEP}", f"return {STEP.replace('W_hh @', 'W_hh.T @')}"
            )
    nbformat.write(master, tmp_path / "01_forward_pass.ipynb")
    judgements = grade(tmp_path / "01_forward_pass.ipynb", isolated=False).judgements
    assert [hint.id for judgement in judgements for hint in judgement.hints] == [
        "forward.rnn_step.hh_transposed",
        "earlier_task",
    ]
    assert "1.2 forward.rnn_step" in help_with(judgements)
    assert "1.3 forward.states" not in help_with(judgements)


def test_what_is_next_is_the_first_task_that_is_open() -> None:
    tasks = EXERCISES["01_forward_pass"]
    judgements = [judged(task.id, task.reference) for task in tasks]
    assert of_task(judgements[0], judgements).endswith("\nExercise 1: 15 of 15 points · all done")
    judgements[2] = judged("forward.states", not_written)
    assert of_task(judgements[5], judgements).endswith(
        "\nExercise 1: 12 of 15 points · next: 1.3, see chapter 2, What to store, and why"
    )
