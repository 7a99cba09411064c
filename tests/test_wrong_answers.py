"""Wrong answers that learners may give, none of which the list of edits was made from: most are named.

Each file says in its first line what is wrong, and in its second which words name it, of which one is enough.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnnlib.grading.child import observe, pack_arguments
from rnnlib.grading.exercises import EXERCISES, HOME
from rnnlib.grading.judge import Judgement, judge
from rnnlib.grading.master import solutions

FILES = sorted((Path(__file__).parent / "wrong_answers").glob("*/*.py"))
GENERAL = {"factor", "not_finite", "numbers", "precision", "raised", "stopped", "wrong_shape", "wrong_type"}
UNNAMED = {  # so far they get a hint that goes for many mistakes, and says nothing untrue
    "board_reached__per_cent",
    "board_verdict__words",
    "check_central_difference__first_axis",
    "check_complex_step__not_divided",
    "forward_rnn_step__new_entries_used",
    "loss_cross_entropy__binary",
    "loss_cross_entropy_gradient__softmax_twice",
    "loss_cross_entropy_gradient__wrt_probabilities",
    "loss_masked_mse__nan_only",
    "loss_masked_mse__per_step_mean",
    "loss_mse_gradient__forward_difference",
    "training_next_value_pairs__one_array",
    "training_sgd_step__by_position",
    "vanishing_memory_horizon__argmax",
    "vanishing_scaled_to_radius__no_abs_complex",
}
SHARE = 0.9


def judged(path: Path) -> Judgement:
    task = next(
        t for t in EXERCISES[path.parent.name] if t.id.replace(".", "_") == path.stem.partition("__")[0]
    )
    master = solutions(str(HOME / path.parent.name / "tasks" / "any.py"))
    names: dict[str, Any] = {**vars(master)}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), names)
    packed = [pack_arguments(inputs) for inputs in task.draw(np.random.default_rng(5))]
    function = names[task.function]
    return judge(task, packed, [observe(function, inputs, task.changes) for inputs in packed])


def words(path: Path) -> list[str]:
    line = path.read_text(encoding="utf-8").splitlines()[1]
    assert line.startswith("# named by: ")
    return line.removeprefix("# named by: ").lower().split("|")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_wrong_answer_is_named_or_told_nothing_untrue(path: Path) -> None:
    judgement = judged(path)
    assert judgement.earned < judgement.task.points
    assert not any("its argument ." in hint.text for hint in judgement.hints)  # it changed none
    if path.stem in UNNAMED:
        assert {hint.id for hint in judgement.hints} <= GENERAL
    else:
        said = " ".join(hint.text for hint in judgement.hints).lower()
        assert any(word in said for word in words(path)), said
        assert judgement.hints[0].id not in GENERAL - {"raised"}


def test_nothing_is_said_of_a_case_that_is_right() -> None:
    (path,) = (path for path in FILES if path.stem == "check_relative_error__only_found")
    assert [hint.id for hint in judged(path).hints] == ["mutant"]


def test_most_are_named() -> None:
    assert len(FILES) >= 150
    assert {path.stem for path in FILES} >= UNNAMED
    assert len(UNNAMED) <= (1 - SHARE) * len(FILES)
