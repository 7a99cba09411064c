"""What is said of a result of another make, and which results of another make are taken as they are."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from submissions import submission
from traitlets.config import Config

from rnnlib.grading import in_page, shapes
from rnnlib.grading.child import observe, pack_arguments
from rnnlib.grading.cli import main
from rnnlib.grading.exercises import find
from rnnlib.grading.judge import Judgement, judge


def judged(task_id: str, change: Callable[..., Any], seed: int = 7) -> Judgement:
    """Judge what `change` makes of the right result, or of the function itself."""
    task = find(task_id)
    packed = [pack_arguments(inputs) for inputs in task.draw(np.random.default_rng(seed))]
    return judge(
        task,
        packed,
        [observe(lambda *args: change(task.reference(*args)), inputs, task.changes) for inputs in packed],
    )


SEVERAL = {
    "board.interval": 3,
    "board.choose": 2,
    "check.directional": 2,
    "clipping.threshold": 2,
    "training.next_value_pairs": 2,
    "init.starts": 2,
    "init.chrono": 2,
    "vanishing.gradient_bound": 2,
}


@pytest.mark.parametrize("task_id", SEVERAL)
def test_one_array_that_unpacks_into_the_results_is_as_good_as_a_tuple(task_id: str) -> None:
    judgement = judged(task_id, np.array)
    assert judgement.hints == ()
    assert judgement.earned == judgement.task.points


@pytest.mark.parametrize("task_id", SEVERAL)
def test_what_is_wrong_in_one_array_is_said_as_of_a_tuple(task_id: str) -> None:
    backwards = judged(task_id, lambda result: np.array(result)[::-1])
    assert backwards.hints == judged(task_id, lambda result: tuple(result)[::-1]).hints
    assert backwards.earned < backwards.task.points


@pytest.mark.parametrize(
    ("task_id", "change", "said"),
    [
        ("board.interval", lambda result: np.array(result)[:2], "the task asks for the mean difference"),
        ("init.starts", lambda result: np.stack(result, axis=-1), "Xavier's and He's matrix"),
        ("forward.states", list, "they came back in a list or tuple"),
        ("bptt.input_gradients", lambda result: np.concatenate([*result], axis=None), "dx (T, D) and dh0"),
    ],
)
def test_an_array_of_another_number_of_results_is_not_taken_apart(
    task_id: str, change: Callable[..., Any], said: str
) -> None:
    judgement = judged(task_id, change)
    assert judgement.earned == 0
    assert said in judgement.hints[0].text


def listed(*places: Any) -> Callable[..., Any]:
    """Return a change that makes lists of some parts of a result."""

    def change(result: Any) -> Any:
        parts = dict(result) if isinstance(result, dict) else list(result)
        for place in places:
            parts[place] = parts[place].tolist()
        return parts

    return change


@pytest.mark.parametrize(
    ("task_id", "change", "said"),
    [
        ("bptt.weight_gradients", listed("b_h"), "your result['b_h'] is a list or tuple."),
        ("bptt.weight_gradients", listed("W_xh", "W_hh", "b_h"), "'] is a list or tuple."),
        ("bptt.input_gradients", listed(1), "your result[1] is a list or tuple."),
        ("language.invent", listed(0), "your result[0] is a list or tuple."),
    ],
)
def test_a_list_in_the_place_of_an_array_is_said_to_be_one(
    task_id: str, change: Callable[..., Any], said: str
) -> None:
    for seed in range(2):
        (hint,) = judged(task_id, change, seed).hints
        assert said in hint.text
        assert "lacks" not in hint.text


def test_an_axis_that_was_kept_is_named_where_a_number_is_wanted() -> None:
    (hint,) = judged("loss.mse", lambda loss: np.array([loss])).hints
    assert "has one axis of length 1 too many, at the front: its shape is (1,) where () is" in hint.text
    (hint,) = judged("forward.outputs", np.ravel).hints
    assert "is flat" in hint.text


def test_a_difference_between_an_array_and_itself_is_named_where_it_is_a_number_too() -> None:
    assert "`w.copy()` makes another" in judged("check.central_difference", lambda slope: 0.0).hints[0].text
    assert "copy" not in judged("vanishing.memory_horizon", lambda lag: 0).hints[0].text


A, B, N = np.ones((4, 3)), np.ones((4, 3, 2)), np.arange(4)


def unpacked(shape: tuple[int, ...]) -> int:
    T, D = shape
    return T * D


@pytest.mark.parametrize(
    ("call", "meaning"),
    [
        (lambda: np.zeros(4, 3), "`np.zeros((T, H))`"),
        (lambda: A[np.arange(3), N], "there are as many rows as columns"),
        (lambda: unpacked(B.shape), "one for each axis of x"),
        (lambda: unpacked(B.shape[:1]), "one for each axis of x"),
        (lambda: A[N / 2], "`//` divides integers"),
        (lambda: A[4 / 2], "`//` divides integers"),
        (lambda: A[: 4 / 2], "`//` divides integers"),
        (lambda: list(A)[4 / 2], "`//` divides integers"),
        (lambda: np.zeros(4 / 2), "`//` divides integers"),
        (lambda: range(4 / 2), "`//` divides integers"),
        (lambda: list(A)[0, 1], "takes one index at a time"),
        (lambda: range(N), "`range(len(x))`"),
        (lambda: [1, 2][N], "one index at a time"),
        (lambda: np.concatenate(N, N), "`np.concatenate([a, b])`"),
        (lambda: np.einsum("ij,jk->ik", A, A), "a letter has one length"),
        (lambda: np.einsum("ijk,kj->i", A, A), "as many letters as axes"),
        (lambda: np.einsum("ij->i", B), "as many letters as axes"),
        (lambda: np.einsum("ii->i", A), "a letter has one length"),
        (lambda: np.einsum("ij,jk->ik", A, A, optimize=True), "a letter has one length"),
        (lambda: np.transpose(A, (0, 1, 2)), "every axis once"),
        (lambda: A.__setitem__(N, np.ones(2)), "does not fit the place"),
        (lambda: A.__setitem__(A > 0, np.ones(2)), ""),
        (lambda: np.where(A > 0, B, 0), "`a[:, :, None]`, of shape (4, 3, 1)"),
        (lambda: B * N, "`a[:, None, None]`, of shape (4, 1, 1)"),
        (lambda: A * N, "array of shape (4,) met the last axes of the other, not its first"),
        (lambda: {}["W_xh"], ""),
    ],
)
def test_numpys_words_about_shapes_are_explained(call: Callable[[], Any], meaning: str) -> None:
    with pytest.raises((ValueError, TypeError, LookupError)) as error:
        call()
    said = shapes.explain(str(error.value), {})
    assert meaning in said
    assert bool(said) == bool(meaning)


IMPORTS = "import numpy as np\nfrom rnnlib.grading import check\n"
STUB = 'def scalar_step(x, h_prev, W_xh, W_hh, b_h):\n    """Return h_t."""\n    raise NotImplementedError\n'
CHECK = 'check("forward.scalar_step", scalar_step)'


def on_the_page(folder: Path, cells: list[str]) -> None:
    for number, cell in enumerate(cells, 1):
        in_page.run(cell, number)


def in_a_notebook(folder: Path, cells: list[str]) -> None:
    no_thread = Config(HistoryManager={"enabled": False})
    shell = InteractiveShell(config=no_thread)
    for cell in cells:
        shell.run_cell(cell)


def graded(folder: Path, cells: list[str]) -> None:
    main(["grade", str(submission(folder, *cells))])


@pytest.mark.parametrize("way", [on_the_page, in_a_notebook, graded])
def test_a_stub_is_told_from_an_answer_that_still_raises_wherever_it_runs(
    way: Callable[[Path, list[str]], None],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(in_page, "NAMES", {"__name__": "__main__"})
    left = "line 3, `raise NotImplementedError`, is still there"
    for answer, said in ((STUB, False), (STUB + "    return np.tanh(W_xh * x)\n", True)):
        way(tmp_path, [IMPORTS, answer, CHECK])
        out = " ".join("".join(capsys.readouterr()).split())
        assert (left in out) == said
        assert ("1.1 forward.scalar_step 0 / 2 not attempted yet." in out) == (way is graded and not said)


def test_an_array_where_answers_are_tried_costs_no_other_task(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = "def diagnosis(losses, norms, by_lag, saturated):\n    return losses"
    path = submission(tmp_path, "import numpy as np", find("board.reached").solutions[0], wrong)
    assert main(["grade", str(path), "--exercise", "10_problems_and_fixes"]) == 1
    out = " ".join(capsys.readouterr().out.split())
    assert "10.2 board.reached 4 / 4" in out
    assert "10.6 board.diagnosis 0 / 5 hint: run 1: the answer is to be a dict" in out
