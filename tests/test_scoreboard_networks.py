"""The networks of the scoreboard: every gradient against central differences, and what each fix changes."""

import numpy as np
import pytest
from scoreboard import parts as network
from scoreboard.fixes import FIXES
from scoreboard.problems import PROBLEMS, held_out, loss, score

from rnnlib import check_gradients
from rnnlib.data.scoreboard import PLAIN

WHOLE = [fix for fix in FIXES if fix != "truncated BPTT"]
LENGTHS = {"vanishing": 3, "exploding": 10, "short-term memory": 2, "recency": 7, "slow training": 6}


def small(problem):
    return PROBLEMS[problem]._replace(length=LENGTHS.get(problem, 10), hidden_size=8, chunk=3, held_out=3)


def made(problem, fix, seed=1):
    """The row, its parts in float64 with no bias at zero, a batch, and the mask that the fix is told."""
    row, rng = small(problem), np.random.default_rng(seed)
    task = row.draw(row.length, 6, rng)
    T, _, D = task.x.shape
    parts = FIXES[fix].network(row, D, task.output_size, T, dtype=np.float64, rng=rng)
    for array in network.params(parts).values():
        array += 0.1 * rng.standard_normal(array.shape)
    return row, parts, task, task.mask if row.masked or FIXES[fix].masked else None


def gradients(row, parts, task, mask):
    outputs, caches = network.forward(parts, task.x, mask, training=True, rng=None)
    return network.backward(parts, loss(row, task, outputs)[1], caches)


def lossed(row, parts, task, mask):
    return lambda: loss(row, task, network.forward(parts, task.x, mask, training=True, rng=None)[0])[0]


@pytest.mark.filterwarnings("ignore:BatchNormRNN")
@pytest.mark.parametrize("fix", WHOLE)
@pytest.mark.parametrize("problem", ["exploding", "short-term memory", "recency", "variable length"])
def test_every_gradient_is_right(problem, fix):
    made_up = made(problem, fix)
    step = 1e-6 if fix == "batch norm" else None  # a batch of six has small variances, so the loss bends much
    check_gradients(lossed(*made_up), network.params(made_up[1]), gradients(*made_up), step=step)


def test_a_wrong_gradient_is_noticed():
    made_up = made("recency", "attention")
    grads = dict(gradients(*made_up))
    grads["attention.v"] = 1.01 * grads["attention.v"]
    with pytest.raises(AssertionError, match=r"attention\.v"):
        check_gradients(lossed(*made_up), network.params(made_up[1]), grads)


def test_truncation_changes_the_gradient_and_not_the_loss():
    cut, whole = made("vanishing", "truncated BPTT"), made("vanishing", PLAIN)
    assert lossed(*cut)() == lossed(*whole)()
    changed, right = gradients(*cut), gradients(*whole)
    assert not np.allclose(changed["layer.W_hh"], right["layer.W_hh"])
    cut[1]["layer"].steps = 100
    np.testing.assert_allclose(gradients(*cut)["layer.W_hh"], right["layer.W_hh"], rtol=1e-12)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_guess_scores_nothing_and_the_truth_one(problem):
    row = PROBLEMS[problem]._replace(held_out=50)
    task = held_out(row._replace(length=min(row.length, 40)), "test")
    y = task.y if row.each_step else task.y[-1:]
    if y.dtype.kind == "f":
        truth, guess = y, np.full_like(y, y.mean())
    else:
        truth = 50.0 * np.eye(task.output_size)[y]
        counts = np.bincount(y[task.loss_mask] if row.each_step else y.ravel(), minlength=task.output_size)
        guess = np.broadcast_to(np.log(counts / counts.sum() + 1e-9), truth.shape)
    assert score(row, task, truth) > 0.99
    assert score(row, task, guess) < 0.15


def test_validation_and_test_are_different_sequences():
    for row in PROBLEMS.values():
        short = row._replace(length=min(row.length, 40), held_out=50)
        one, other = held_out(short, "validation"), held_out(short, "test")
        assert one.x.shape != other.x.shape or not np.array_equal(one.x, other.x)
