"""The masked softmax and its backward pass."""

import numpy as np
import pytest

from rnnlib import check_gradients
from rnnlib.layers.softmax import softmax, softmax_backward

ROWS, KEYS = 4, 5


def random_allowed(rng):
    allowed = rng.random((ROWS, KEYS)) < 0.6
    allowed[:, 0], allowed[0] = True, [True, False, False, False, False]
    return allowed


def test_equals_the_softmax_of_the_allowed_scores_alone(rng):
    scores, allowed = rng.normal(size=(ROWS, KEYS)), random_allowed(rng)
    weights = softmax(scores, allowed)
    for row, allow, weight in zip(scores, allowed, weights, strict=True):
        np.testing.assert_allclose(weight[allow], np.exp(row[allow]) / np.exp(row[allow]).sum(), atol=1e-15)
        assert (weight[~allow] == 0).all()


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_extreme_scores(dtype):
    top = np.finfo(dtype).max
    scores = np.array([[top, top, -top], [-top, -top, -top], [1e4, 1e4 - 1, 0], [-top, 0, top]], dtype)
    expected = [[0.5, 0.5, 0], [1 / 3] * 3, [1 / (1 + np.exp(-1)), 1 / (1 + np.e), 0], [0, 0, 1]]
    weights = softmax(scores)
    assert weights.dtype == dtype
    np.testing.assert_allclose(weights, expected, rtol=1e-6)


def test_an_extreme_score_that_may_not_be_seen_changes_nothing(rng):
    scores, allowed = rng.normal(size=(ROWS, KEYS)), random_allowed(rng)
    extreme = np.where(allowed, scores, 1e300)
    np.testing.assert_array_equal(softmax(extreme, allowed), softmax(scores, allowed))


def test_a_row_that_allows_nothing_is_zero(rng):
    allowed = np.ones((ROWS, KEYS), bool)
    allowed[2] = False
    weights = softmax(rng.normal(size=(ROWS, KEYS)), allowed)
    np.testing.assert_allclose(weights.sum(axis=-1), [1, 1, 0, 1], atol=1e-15)
    assert (softmax_backward(rng.normal(size=(ROWS, KEYS)), weights)[2] == 0).all()


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("with_mask", [False, True])
def test_backward_against_central_differences(rng, dtype, with_mask):
    scores = rng.normal(size=(ROWS, KEYS)).astype(dtype)
    dweights = rng.normal(size=(ROWS, KEYS)).astype(dtype)
    allowed = random_allowed(rng) if with_mask else None
    dscores = softmax_backward(dweights, softmax(scores, allowed))
    assert dscores.dtype == dtype
    check_gradients(
        lambda: np.sum(dweights.astype(float) * softmax(scores, allowed)),
        {"scores": scores},
        {"scores": dscores},
    )


@pytest.mark.parametrize(
    ("scores", "allowed", "error", "message"),
    [
        (
            np.ones(3),
            np.array([0, 1, 2]),
            TypeError,
            r"allowed: expected booleans \(True where a score may be seen",
        ),
        (np.ones(3), np.array([np.nan, 1, 1]), TypeError, "allowed: expected booleans .* got dtype float64"),
        (
            np.ones((2, 3)),
            np.ones(2, bool),
            ValueError,
            r"allowed: expected a shape that can be broadcast to \(2, 3\), got \(2,\)",
        ),
        (np.ones(3), np.ones((2, 3), bool), ValueError, r"can be broadcast to \(3,\), got \(2, 3\)"),
        (np.ones((2, 0)), None, ValueError, r"scores: expected shape \(…, K\), not empty, got \(2, 0\)"),
        (3.0, None, ValueError, r"scores: expected shape \(…, K\), not empty, got \(\)"),
        ([[1.0], [1.0, 2.0]], None, ValueError, "scores: expected an array, got list"),
    ],
)
def test_bad_input(scores, allowed, error, message):
    with pytest.raises(error, match=message):
        softmax(scores, allowed)
