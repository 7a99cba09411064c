"""Known wrong answers get their own hint, and right answers that are written otherwise get all points."""

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnnlib.grading.child import observe, pack
from rnnlib.grading.judge import Judgement, judge
from rnnlib.grading.tasks import EXERCISES, find

ROOT = Path(__file__).resolve().parents[1]
MISTAKES = sorted((ROOT / "exercises" / "mistakes").rglob("*.py"))
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


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_wrong_answer_gets_its_own_hint_and_no_other(path: Path) -> None:
    names: dict[str, Any] = {}
    exec(compile(path.read_text(encoding="utf-8"), path, "exec"), names)
    task = find(named(path, "task"))
    for seed in SEEDS:
        judgement = judged(task.id, names[task.function], seed)
        assert [hint.id for hint in judgement.hints] == [named(path, "hint")]
        assert judgement.earned < task.points


def test_every_task_has_wrong_answers_in_the_folder_of_its_exercise() -> None:
    assert len(MISTAKES) >= 90
    for exercise, tasks in EXERCISES.items():
        folder = [named(path, "task") for path in MISTAKES if path.parent.name == exercise]
        assert {task.id for task in tasks} == set(folder)
        assert all(folder.count(task.id) >= 2 for task in tasks)


# Right answers, each written in another way than the master's.


def scalar_step(x, h_prev, W_x, W_h, b):
    e = np.exp(-2 * (b + x * W_x + h_prev * W_h))
    return (1 - e) / (1 + e)


def rnn_step(x_t, h_prev, W_xh, W_hh, b_h):
    h = []
    for row_x, row_h, b in zip(W_xh, W_hh, b_h, strict=True):
        a = b + sum(w * x for w, x in zip(row_x, x_t, strict=True))
        h.append(np.tanh(a + sum(w * s for w, s in zip(row_h, h_prev, strict=True))))
    return np.array(h)


def rnn_states(x, h0, W_xh, W_hh, b_h):
    inputs = x @ W_xh.T + b_h
    h = np.vstack([h0, np.empty_like(inputs)])
    for t, a_x in enumerate(inputs):
        h[t + 1] = np.tanh(a_x + h[t] @ W_hh.T)
    return h


def rnn_outputs(h, W_hy, b_y):
    return np.array([[b + w @ h_t for w, b in zip(W_hy, b_y, strict=True)] for h_t in h[1:]])


def rnn_batch(x, h0, W_xh, W_hh, b_h):
    columns = [rnn_states(x[:, b], h0[b], W_xh, W_hh, b_h)[1:] for b in range(len(h0))]
    return np.stack(columns, axis=1)


def masked_step(x_t, h_prev, mask_t, W_xh, W_hh, b_h):
    h_t = h_prev.copy()
    for b in np.flatnonzero(mask_t):
        h_t[b] = rnn_step(x_t[b], h_prev[b], W_xh, W_hh, b_h)
    return h_t


def mse_loss(y_hat, y):
    return float(np.mean([np.linalg.norm(a - b) ** 2 for a, b in zip(y_hat, y, strict=True)]))


def mse_gradient(y_hat, y):
    grad = np.empty_like(y)
    for t in range(len(y)):
        for o in range(y.shape[1]):
            grad[t, o] = (y_hat[t, o] - y[t, o]) * 2.0 / len(y)
    return grad


def softmax(z):
    rows = []
    for row in z:
        rows.append([1 / np.sum(np.exp(np.minimum(row - score, 700))) for score in row])
    return np.array(rows)


def cross_entropy(logits, targets):
    return np.mean([np.logaddexp.reduce(z) - z[k] for z, k in zip(logits, targets, strict=True)])


def cross_entropy_gradient(logits, targets):
    T, K = logits.shape
    return (softmax(logits) - (np.arange(K) == targets[:, None])) / T


def masked_mse(y_hat, y, mask):
    squares = np.where(mask[..., None], y_hat - y, 0) ** 2
    return squares.sum() / np.count_nonzero(mask)


def tanh_backward(dh, h):
    return (1 - h) * (1 + h) * dh


def state_gradient(dy_t, dh_next, h_next, W_hy, W_hh):
    back = W_hh.T * (1 - h_next**2)  # ∂h_{t+1}/∂h_t, transposed
    return dy_t @ W_hy + back @ dh_next


def weight_gradients(da, x, h):
    W_xh, W_hh, b_h = 0, 0, 0
    for t in reversed(range(len(x))):
        W_xh = W_xh + da[t][:, None] * x[t]
        W_hh = W_hh + np.outer(da[t], h[t])
        b_h = b_h + da[t]
    return {"b_h": b_h, "W_hh": W_hh, "W_xh": W_xh}


def rnn_backward(params, x, y, h, y_hat):
    """The double sum: each loss term sends its gradient back to every earlier step by itself."""
    T = len(x)
    grads = {name: np.zeros_like(array) for name, array in params.items()}
    for k in range(1, T + 1):
        dy = (y_hat[k - 1] - y[k - 1]) / (T / 2)
        grads["W_hy"] += np.outer(dy, h[k])
        grads["b_y"] += dy
        dh = params["W_hy"].T @ dy
        for t in range(k, 0, -1):
            da = np.diag(1 - h[t] ** 2) @ dh
            grads["W_xh"] += np.outer(da, x[t - 1])
            grads["W_hh"] += np.outer(da, h[t - 1])
            grads["b_h"] += da
            dh = params["W_hh"].T @ da
    return grads


def input_gradients(da, W_xh, W_hh):
    return [np.stack([W_xh.T @ row for row in da]), da[0] @ W_hh]


def numerical_gradient(f, w, step):
    flat = w.reshape(-1)  # a view: w itself is moved, and put back
    grad = []
    for i in range(flat.size):
        values = []
        for sign in (1, -1):
            flat[i] += sign * step
            values.append(f(w))
            flat[i] -= sign * step
        grad.append((values[0] - values[1]) / step / 2)
    return np.reshape(grad, w.shape)


def sgd_step(params, grads, lr):
    for name, array in params.items():
        array[...] = array - grads[name] * lr
    return params


def clip_norm(grads, max_norm):
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in grads.values()]))
    return (grads if norm <= max_norm else {name: g * max_norm / norm for name, g in grads.items()}), norm


def split_and_standardise(series, n_train):
    mean = sum(series[:n_train]) / n_train
    std = (sum((s - mean) ** 2 for s in series[:n_train]) / n_train) ** 0.5
    return np.split((series - mean) / std, [n_train])


def next_value_pairs(series):
    pairs = np.array([[a, b] for a, b in pairwise(series)])
    return pairs[:, :1, None], pairs[:, 1:, None]


def persistence_rmse(series):
    return np.linalg.norm(np.diff(series)) / np.sqrt(len(series) - 1)


@pytest.mark.parametrize("task_id", [task.id for tasks in EXERCISES.values() for task in tasks])
def test_a_right_answer_written_otherwise_earns_all_points(task_id: str) -> None:
    task = find(task_id)
    for seed in SEEDS:
        judgement = judged(task_id, globals()[task.function], seed)
        assert judgement.hints == ()
        assert judgement.earned == task.points
