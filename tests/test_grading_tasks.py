"""The tasks: references agree with rnnlib; no known mistake looks like another or like the right answer."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from rnnlib import RNN, Linear
from rnnlib.grading.child import observe, pack
from rnnlib.grading.exercises import EXERCISES, _with_points, find
from rnnlib.grading.judge import Judgement, judge
from rnnlib.grading.spec import Case, Misconception, Task
from rnnlib.scratch import rnn as scratch

TASKS = [task for tasks in EXERCISES.values() for task in tasks]
MISTAKES = [(task, misconception) for task in TASKS for misconception in task.misconceptions]
SEEDS = range(5)


def judged(task: Task, function: Callable[..., Any], seed: int) -> Judgement:
    packed = [
        {name: pack(value) for name, value in inputs.items()}
        for inputs in task.draw(np.random.default_rng(seed))
    ]
    return judge(task, packed, [observe(function, inputs, task.changes) for inputs in packed])


def test_there_are_enough_tasks_and_known_mistakes() -> None:
    assert {name: len(tasks) for name, tasks in EXERCISES.items()} == {
        "01_forward_pass": 6,
        "02_loss": 6,
        "03_bptt": 6,
        "04_training": 5,
        "05_gradient_checking": 6,
        "06_language_model": 6,
        "07_vanishing_and_exploding": 6,
        "08_clipping": 6,
        "09_initialisation": 6,
        "10_problems_and_fixes": 6,
    }
    assert len({task.id for task in TASKS}) == len(TASKS)
    assert len({(task.id, misconception.name) for task, misconception in MISTAKES}) >= 100


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
def test_the_reference_earns_all_points_whatever_the_inputs(task: Task) -> None:
    for seed in SEEDS:
        judgement = judged(task, task.reference, seed)
        assert (judgement.earned, judgement.hints) == (task.points, ())


@pytest.mark.parametrize(
    ("task", "misconception"), MISTAKES, ids=[f"{task.id}.{mistake.name}" for task, mistake in MISTAKES]
)
def test_each_known_mistake_loses_points_and_gets_its_own_hint_only(
    task: Task, misconception: Misconception
) -> None:
    for seed in SEEDS:
        judgement = judged(task, misconception.wrong, seed)
        assert judgement.earned < task.points
        assert [hint.id for hint in judgement.hints] == [f"{task.id}.{misconception.name}"]


def test_two_mistakes_with_the_same_numbers_would_be_noticed() -> None:
    # The test above can fail: a task where a second mistake is the first one again confuses the two.
    task = find("loss.mse")
    twin = Misconception("twin", task.misconceptions[1].wrong, "the same again")
    clash = Task(**{**vars(task), "misconceptions": (twin, *task.misconceptions)})
    assert judged(clash, task.misconceptions[1].wrong, 0).hints[0].id == "loss.mse.twin"


def network(rng: np.random.Generator) -> tuple[RNN, Linear]:
    rnn, readout = RNN(3, 4, rng=rng), Linear(4, 2, rng=rng)
    rnn.params["b_h"][:] = rng.normal(size=4)
    readout.params["b_y"][:] = rng.normal(size=2)
    return rnn, readout


def test_the_references_of_the_forward_pass_are_rnnlib() -> None:
    rng = np.random.default_rng(0)
    rnn, readout = network(rng)
    weights = [rnn.params[name] for name in ("W_xh", "W_hh", "b_h")]
    x, h0 = rng.normal(size=(5, 2, 3)), rng.normal(size=(2, 4))
    mask = np.array([[True, True], [True, False], [True, False], [True, False], [False, False]])
    h, _ = rnn.forward(x, h0)
    carried, _ = rnn.forward(x, h0, mask)
    first, y_hat = scratch.forward({**rnn.params, **readout.params}, x[:, 0], h0[0])
    np.testing.assert_allclose(find("forward.rnn_step").reference(x[0, 1], h0[1], *weights), h[0, 1])
    np.testing.assert_allclose(find("forward.states").reference(x[:, 0], h0[0], *weights), first)
    np.testing.assert_allclose(
        find("forward.outputs").reference(first, *(readout.params[name] for name in ("W_hy", "b_y"))), y_hat
    )
    np.testing.assert_allclose(find("forward.batch").reference(x, h0, *weights), h)
    state = h0
    for x_t, mask_t, h_t in zip(x, mask, carried, strict=True):
        state = find("forward.masked_step").reference(x_t, state, mask_t, *weights)
        np.testing.assert_allclose(state, h_t)


def test_the_references_of_the_backward_pass_are_rnnlib() -> None:
    rng = np.random.default_rng(0)
    rnn, readout = network(rng)
    params = {**rnn.params, **readout.params}
    x, y, h0 = rng.normal(size=(5, 3)), rng.normal(size=(5, 2)), rng.normal(size=4)
    h, y_hat = scratch.forward(params, x, h0)
    dy = find("loss.mse_gradient").reference(y_hat, y)
    state_gradient = find("bptt.state_gradient").reference
    dh = np.zeros((6, 4))
    for t in reversed(range(5)):
        later = (dh[t + 1], h[t + 2]) if t < 4 else (np.zeros(4), np.zeros(4))
        dh[t] = state_gradient(dy[t], *later, params["W_hy"], params["W_hh"])
    da = find("bptt.tanh_backward").reference(dh[:5], h[1:])
    from_above = (dy @ params["W_hy"])[:, None]
    dx, dh0, grads = rnn.backward(from_above, rnn.forward(x[:, None], h0[None])[1])
    for name, grad in find("bptt.weight_gradients").reference(da, x, h).items():
        np.testing.assert_allclose(grad, grads[name])
    ours = find("bptt.input_gradients").reference(da, params["W_xh"], params["W_hh"])
    np.testing.assert_allclose(ours[0], dx[:, 0])
    np.testing.assert_allclose(ours[1], dh0[0])


def test_the_reference_of_the_numerical_gradient_finds_a_known_gradient() -> None:
    w = np.array([[0.3, -1.2], [0.7, 2.0]])
    found = find("bptt.numerical_gradient").reference(lambda w: float(np.sum(np.sin(w))), w, 1e-5)
    np.testing.assert_allclose(found, np.cos(w), rtol=1e-9)


def test_an_unknown_task_is_named_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"'forward\.step'") as error:
        find("forward.step")
    assert "forward.rnn_step" in str(error.value)


def test_the_smallest_call_that_went_wrong_is_kept() -> None:
    task = find("forward.states")
    inputs, got, want = judged(
        task, lambda x, h0, *weights: task.reference(x, 1 + h0, *weights), 0
    ).failing or (
        {},
        {},
        {},
    )
    assert inputs["x"].shape == (1, 3)  # of a sequence of one step and one of six
    np.testing.assert_array_equal(
        got[""], task.reference(inputs["x"], 1 + inputs["h0"], *list(inputs.values())[2:])
    )
    np.testing.assert_array_equal(want[""], task.reference(*inputs.values()))
    assert judged(task, task.reference, 0).failing is None


def test_a_case_without_a_point_is_refused():
    with pytest.raises(ValueError, match="expected one for each of 2 cases, got 1"):
        _with_points((Case("one", lambda rng: {}), Case("other", lambda rng: {})), 1)
