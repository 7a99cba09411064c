"""What a learner sees when calling `check`."""

import importlib
import math
import warnings

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from rnnlib.grading import check
from rnnlib.grading.check import CheckFailed


def right(x, h0, W_xh, W_hh, b_h):
    h = [h0]
    for x_t in x:
        h.append(np.tanh(W_xh @ x_t + W_hh @ h[-1] + b_h))
    return np.array(h)


def said(capsys: pytest.CaptureFixture[str], task: str, function: object) -> str:
    """What a failing check printed."""
    with pytest.raises(CheckFailed):
        check(task, function)  # type: ignore[arg-type]
    return capsys.readouterr().out


@pytest.fixture(autouse=True)
def new_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """No check has run yet."""
    monkeypatch.setattr(importlib.import_module("rnnlib.grading.check"), "_latest", {})


def test_a_right_answer_is_told_so_behaviour_by_behaviour(capsys: pytest.CaptureFixture[str]) -> None:
    assert check("forward.states", right) is None
    assert capsys.readouterr().out == (
        "forward.states: all states of one sequence\n"
        "  right  one step from a zero state\n"
        "  right  six steps from a given state\n"
        "  3 of 3 points\n"
        "  Why: With h_0 in row 0, the number of a row is the number of its step, and the backward pass\n"
        "  finds the state before every step, the first included, without a special case.\n"
        "Exercise 1: 3 of 15 points · next: 1.1, see chapter 2, With bare numbers\n"
    )


def test_a_wrong_answer_keeps_the_points_of_what_is_right_and_gets_a_hint(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = said(capsys, "forward.states", lambda x, h0, *weights: right(x, 0 * h0, *weights))
    assert "  right  one step from a zero state\n  wrong  six steps from a given state\n" in out
    assert "  1 of 3 points\n" in out
    assert "  Hint: the sequence starts from zeros whatever h0 says." in out


def test_a_failed_check_is_an_assertion_error_that_a_notebook_shows_in_one_line() -> None:
    with pytest.raises(AssertionError) as error:
        check("loss.mse", lambda y_hat, y: 0.0)
    assert error.value._render_traceback_() == ["loss.mse: 0 of 2 points, see the hint above."]  # type: ignore[attr-defined]


def test_ipython_shows_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    no_thread = Config(HistoryManager={"enabled": False})
    shell = InteractiveShell(config=no_thread)
    shell.run_cell("from rnnlib.grading import check\ncheck('loss.mse', lambda y_hat, y: 0.0)")
    out = "".join(capsys.readouterr())
    assert "loss.mse: 0 of 2 points, see the hint above." in out
    assert "Traceback" not in out
    assert ".py" not in out


def not_attempted(*_):
    raise NotImplementedError


def test_a_stub_is_not_called_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CheckFailed, match="not attempted yet"):
        check("forward.states", not_attempted)
    out = capsys.readouterr().out
    assert out.count("  open ") == 2
    assert "wrong" not in out
    assert "Hint" not in out


def two_cases_in_one(x, h0, *weights):
    if len(x) > 1:
        raise NotImplementedError
    return right(x, h0, *weights)


class NoInput(NotImplementedError):
    """What input() raises in a kernel without a keyboard."""


def asks(*_):
    raise NoInput("this frontend cannot ask")


def calls_a_stub(*args):
    return not_attempted(*args)


@pytest.mark.parametrize(
    ("function", "wrong", "hint"),
    [
        (
            two_cases_in_one,
            1,
            "line {}, `raise NotImplementedError`, is still there, and the call ends at it. Your answer",
        ),
        (calls_a_stub, 2, "`raise NotImplementedError`, is still there"),
        (asks, 2, '`raise NoInput("this frontend cannot ask")`: this frontend cannot ask'),
    ],
)
def test_what_is_written_is_called_wrong_where_it_raises_what_a_stub_does(
    function, wrong: int, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = " ".join(said(capsys, "forward.states", function).split())
    assert out.count(" wrong ") == wrong
    assert hint.format(function.__code__.co_firstlineno + 2) in out
    assert "not attempted" not in out


def raises(x, *_):
    return x[len(x)]


def test_an_error_in_the_function_is_shown_with_the_learners_line(capsys: pytest.CaptureFixture[str]) -> None:
    line = raises.__code__.co_firstlineno + 1
    out = " ".join(said(capsys, "forward.states", raises).split())
    assert (
        f"your function raised IndexError in line {line}, `return x[len(x)]`: index 1 is out of bounds" in out
    )


def transposed(*args):
    return right(*args).T


def changes_h0(x, h0, *weights):
    h = right(x, h0, *weights)
    h0 += 1
    return h


@pytest.mark.parametrize(
    ("function", "hint"),
    [
        (lambda *_: None, "your function returns nothing. It should return h (T + 1, H)"),
        (transposed, "your result is transposed: its shape is (5, 7) where (7, 5) is expected"),
        (
            lambda *args: list(right(*args)),
            "the numbers are right, but they came back in a list or tuple",
        ),
        (lambda *args: {"h": right(*args)}, "the task asks for h (T + 1, H)"),
        (lambda *_: "h", "an object of type str"),
        (lambda *args: right(*args).astype(complex), "array of dtype complex128"),
        (lambda *args: right(*args).astype(int), "holds integers"),
        (lambda *args: right(*args) + np.nan, "NaN or infinite"),
        (lambda *args: right(*args).astype(np.float32), "not to the precision of float64"),
        (lambda *args: -2.5 * right(*args), "every wrong number is -2.5 times what it should be"),
        (lambda *args: right(*args) + 0.1, "has 8 wrong numbers of 8, the first at index [0, 0]"),
        (lambda *args: 0 * right(*args), "your result holds only zeros"),
        (changes_h0, "the numbers are right, but your function changed its argument `h0`"),
        (lambda x: x, "your function raised TypeError"),
        (lambda *_: exit(), "ends Python with exit()"),
    ],
)
def test_mistakes_that_any_task_can_meet(
    capsys: pytest.CaptureFixture[str], function: object, hint: str
) -> None:
    assert hint in " ".join(said(capsys, "forward.states", function).split())


def test_a_dict_says_which_parts_are_right(capsys: pytest.CaptureFixture[str]) -> None:
    def weight_gradients(da, x, h):
        return {"W_xh": da.T @ x, "W_hh": da.T @ h[:-1] + 0.1, "b_h": da.sum(axis=0)}

    out = " ".join(said(capsys, "bptt.weight_gradients", weight_gradients).split())
    assert "your result['W_hh'] has 16 wrong numbers of 16" in out
    assert "Already right: ['W_xh'], ['b_h']" in out

    out = " ".join(said(capsys, "bptt.weight_gradients", lambda da, x, h: {"Wxh": da.T @ x}).split())
    assert "the dict lacks ['W_hh'], ['W_xh'], ['b_h'] and has ['Wxh'] too many" in out


def test_a_scalar_says_on_which_side_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert "is 1e+06, which is too large" in said(capsys, "loss.mse", lambda y_hat, y: 1e6)
    assert "is 0, which is too small" in said(capsys, "loss.mse", lambda y_hat, y: 0.0)


def test_an_argument_to_be_changed_is_called_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    def sgd_step(params, grads, lr):
        for name in params:
            params[name] -= 1

    out = said(capsys, "training.sgd_step", sgd_step)
    assert "params['W'], after the call, has 6 wrong numbers of 6" in " ".join(out.split())


def test_two_mistakes_in_one_answer_get_two_hints(capsys: pytest.CaptureFixture[str]) -> None:
    def clip_norm(grads, max_norm):  # clips by value, and returns the squared norm
        norm = sum(np.sum(g**2) for g in grads.values())
        return {name: np.clip(g, -max_norm, max_norm) for name, g in grads.items()}, norm

    out = " ".join(said(capsys, "training.clip_norm", clip_norm).split())
    assert "That is clipping by value" in out
    assert "the root is missing" in out


def test_a_hostile_answer_does_not_fool_the_check(capsys: pytest.CaptureFixture[str]) -> None:
    class Equal(np.ndarray):
        def __eq__(self, other):
            return np.True_

        def __sub__(self, other):
            return np.zeros(self.shape)

        def tobytes(self, *_):
            raise RuntimeError

    assert "wrong numbers of 8" in said(
        capsys, "forward.states", lambda x, h0, *_: np.ones((2, 4)).view(Equal)
    )


def test_the_check_wants_the_function_itself_and_a_known_task() -> None:
    with pytest.raises(
        TypeError, match=r"expected the function itself, as in check\('loss\.mse', mse_loss\)"
    ):
        check("loss.mse", 0.5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="expected one of"):
        check("loss.nothing", right)


def test_an_overflow_in_the_answer_prints_no_warning(capsys: pytest.CaptureFixture[str]) -> None:
    def softmax(z):
        return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        out = said(capsys, "loss.softmax", softmax)
    assert "inf/inf and 0/0 are NaN" in " ".join(out.split())


def swaps_rows_for_columns(h, W_hy, b_y):
    return W_hy @ h[1:] + b_y


def masks_without_an_axis(x_t, h_prev, mask_t, *weights):
    return np.where(mask_t, h_prev, h_prev)


def steps_too_far(x, h0, *weights):
    return np.array([x[t] for t in range(len(x) + 1)])


@pytest.mark.parametrize(
    ("task", "function", "hint"),
    [
        (
            "forward.outputs",
            swaps_rows_for_columns,
            "the last axis of A is as long as the first of B; here they are 4 and 1",
        ),
        ("forward.outputs", swaps_rows_for_columns, "The arguments here: h (2, 4), W_hy (2, 4), b_y (2,)."),
        ("forward.outputs", lambda h, W_hy, b_y: np.dot(W_hy, h), "rows of A meet the columns of B"),
        (
            "forward.masked_step",
            masks_without_an_axis,
            "The arguments here: x_t (5, 3), h_prev (5, 4), mask_t (5,)",
        ),
        ("forward.masked_step", masks_without_an_axis, "`a[:, None]`, of shape (5, 1)"),
        (
            "forward.states",
            steps_too_far,
            "Axis 0 has 1 entries, and the first has index 0. Does a loop go one step",
        ),
        ("forward.scalar_step", lambda x, *_: x @ x, "your function raised"),
        ("forward.rnn_step", lambda x_t, h, W, *_: np.float64(2) @ W, "For numbers it is `*`"),
        ("bptt.tanh_backward", lambda dh, h: dh * (1 - math.tanh(h)), "np.tanh and np.exp take both"),
        ("forward.rnn_step", lambda x, h, *_: h if x else -h, "`if` wants one True or False"),
        (
            "forward.states",
            lambda x, h0, *_: np.array([h0, x[0]]),
            "all have one shape, and here one differs",
        ),
        ("forward.outputs", lambda h, *_: np.stack([h, h[1:]]), "put together only where their shapes agree"),
        ("loss.softmax", lambda z: z[0] / z[0].sum(axis=1), "The array has 1 axes, and the first is axis 0"),
        ("loss.masked_mse", lambda y_hat, y, mask: y[mask[:1]], "needs the length of the axis it indexes"),
    ],
)
def test_errors_about_shapes_are_told_in_the_learners_terms(
    capsys: pytest.CaptureFixture[str], task: str, function: object, hint: str
) -> None:
    assert hint in " ".join(said(capsys, task, function).split())
