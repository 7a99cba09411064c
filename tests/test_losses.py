"""Losses: values by hand, gradients by central differences, masks, extreme logits, bad input."""

import numpy as np
import pytest

from rnnlib import check_gradients, mse, softmax_cross_entropy

T, B, O, K = 4, 3, 2, 5


@pytest.fixture
def mask(rng):
    mask = rng.random((T, B)) < 0.5
    mask[0, 0], mask[1, 1] = True, False
    return mask


@pytest.mark.parametrize("masked", [False, True])
def test_mse_gradient(rng, mask, masked):
    mask = mask if masked else None
    y_hat, y = rng.normal(size=(2, T, B, O))
    _, dy = mse(y_hat, y, mask)
    check_gradients(lambda p: mse(p["y_hat"], y, mask)[0], {"y_hat": y_hat}, {"y_hat": dy})


def test_mse_is_the_mean_over_steps_of_the_squared_norm():
    y_hat = np.array([[[1.0, 2.0]], [[0.0, 0.0]]])  # T = 2, B = 1, O = 2
    loss, dy = mse(y_hat, np.zeros((2, 1, 2)))
    assert loss == (1 + 4) / 2
    np.testing.assert_array_equal(dy, y_hat)  # 2/T = 1 at T = 2, and at no other T
    _, dy3 = mse(np.ones((3, 1, 1)), np.zeros((3, 1, 1)))
    np.testing.assert_allclose(dy3, 2 / 3)


def test_mse_of_a_batch_is_the_mean_of_its_sequences(rng):
    y_hat, y = rng.normal(size=(2, T, B, O))
    alone = [mse(y_hat[:, b : b + 1], y[:, b : b + 1])[0] for b in range(B)]
    assert abs(mse(y_hat, y)[0] - np.mean(alone)) < 1e-15


@pytest.mark.parametrize("masked", [False, True])
def test_cross_entropy_gradient(rng, mask, masked):
    mask = mask if masked else None
    logits, targets = rng.normal(size=(T, B, K)), rng.integers(0, K, (T, B))
    _, dlogits = softmax_cross_entropy(logits, targets, mask)
    check_gradients(lambda p: softmax_cross_entropy(p["z"], targets, mask)[0], {"z": logits}, {"z": dlogits})


def test_cross_entropy_of_equal_logits_is_log_k():
    loss, dlogits = softmax_cross_entropy(np.zeros((T, B, K)), np.zeros((T, B), int))
    assert abs(loss - np.log(K)) < 1e-15
    np.testing.assert_allclose(dlogits[0, 0], np.array([1 / K - 1, *[1 / K] * (K - 1)]) / (T * B))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_cross_entropy_is_stable_at_extreme_logits(dtype):
    logits = np.array([[[1e4, 0, -1e4]], [[0, 1e4, 0]]], dtype=dtype)
    with np.errstate(all="raise", under="ignore"):
        loss, dlogits = softmax_cross_entropy(logits, np.array([[2], [1]]))
    assert loss == 1e4  # (2·10⁴ + 0) / 2
    assert dlogits.dtype == dtype
    np.testing.assert_allclose(dlogits[:, 0], [[0.5, 0, -0.5], [0, 0, 0]])


@pytest.mark.parametrize("garbage", [np.nan, np.inf, 1e300])
def test_padding_is_never_looked_at(rng, mask, garbage):
    y_hat, y = rng.normal(size=(2, T, B, O))
    expected, _ = mse(y_hat, y, mask)
    y_hat[~mask], y[~mask] = garbage, garbage
    loss, dy = mse(y_hat, y, mask)
    assert loss == expected
    assert (dy[~mask] == 0).all()
    assert abs(loss - np.sum((y_hat[mask] - y[mask]) ** 2) / mask.sum()) < 1e-12

    logits, targets = rng.normal(size=(T, B, K)), rng.integers(0, K, (T, B))
    expected, _ = softmax_cross_entropy(logits, targets, mask)
    logits[~mask], targets[~mask] = garbage, -1
    loss, dlogits = softmax_cross_entropy(logits, targets, mask)
    assert loss == expected
    assert (dlogits[~mask] == 0).all()


def test_an_infinite_prediction_gives_an_infinite_loss_and_no_error():
    loss, _ = mse(np.full((1, 1, 1), 1e200), np.zeros((1, 1, 1)))
    assert loss == np.inf


Y = np.zeros((T, B, O))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((Y, np.zeros((T, B, 1))), ValueError, r"y: expected shape \(4, 3, 2\), got \(4, 3, 1\)"),
        ((Y, np.zeros((B, T, O))), ValueError, "y: expected shape"),
        ((np.zeros((T, B)), np.zeros((T, B))), ValueError, "y_hat: expected shape"),
        ((Y.astype(int), Y), TypeError, "y_hat: expected floats"),
        ((Y, Y.astype(int)), TypeError, "y: expected floats"),
        ((Y, np.full_like(Y, np.nan)), ValueError, "y: expected finite"),
        ((Y[:0], Y[:0]), ValueError, "y_hat: .*no empty axis"),
        ((Y, Y, np.ones((T, 1), bool)), ValueError, "mask: expected shape"),
        ((Y, Y, np.ones((T, B), int)), TypeError, "mask: expected booleans"),
        ((Y, Y, np.zeros((T, B), bool)), ValueError, "mask: expected at least one real step"),
    ],
)
def test_bad_input_to_mse(arguments, error, message):
    with pytest.raises(error, match=message):
        mse(*arguments)


Z, C = np.zeros((T, B, K)), np.zeros((T, B), int)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((Z, np.zeros((T, B))), TypeError, "targets: expected integers, got dtype float64"),
        ((Z, np.zeros((B, T), int)), ValueError, "targets: expected shape"),
        ((Z, np.zeros((T, B, K), int)), ValueError, "targets: expected shape"),
        ((Z, C + K), ValueError, "targets: expected classes from 0 to 4, got 5"),
        ((Z, C - 1), ValueError, "targets: expected classes from 0 to 4, got -1"),
        ((Z.astype(int), C), TypeError, "logits: expected floats"),
        ((Z[:0], C[:0]), ValueError, "logits: .*no empty axis"),
        ((Z, C, np.ones((B, T), bool)), ValueError, "mask: expected shape"),
        ((Z, C, np.zeros((T, B), bool)), ValueError, "mask: expected at least one real step"),
    ],
)
def test_bad_input_to_cross_entropy(arguments, error, message):
    with pytest.raises(error, match=message):
        softmax_cross_entropy(*arguments)
