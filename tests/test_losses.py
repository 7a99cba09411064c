"""Losses: values by hand, gradients by central differences, masks, extreme logits, bad input."""

import numpy as np
import pytest

from rnnlib import binary_cross_entropy_with_logits, check_gradients, mse, softmax_cross_entropy

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


@pytest.mark.parametrize("size", [1.0, 20.0, 40.0, 1000.0])  # both sides of the bound where rows are shifted
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_cross_entropy_by_the_definition_in_long_arithmetic(rng, dtype, size):
    logits, targets = (size * rng.normal(size=(T, B, K))).astype(dtype), rng.integers(0, K, (T, B))
    loss, dlogits = softmax_cross_entropy(logits, targets)
    z = logits.astype(np.longdouble)
    p = np.exp(z - z.max(axis=-1, keepdims=True))
    p /= p.sum(axis=-1, keepdims=True)
    at_target = np.eye(K)[targets] == 1
    eps = float(np.finfo(dtype).eps) * max(
        1, np.abs(z).max()
    )  # z − max is rounded, and e^z multiplies that by z
    expected = p / (T * B)
    expected[at_target] = -np.where(at_target, 0, p).sum(axis=-1).ravel() / (T * B)
    np.testing.assert_allclose(dlogits, expected, rtol=10 * eps, atol=np.finfo(dtype).tiny)
    assert abs(loss + np.log(p[at_target]).sum() / (T * B)) < 10 * eps * loss


@pytest.mark.parametrize("gap", [10.0, 25.0, 50.0, 80.0])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_cross_entropy_keeps_its_digits_where_p_is_near_1(dtype, gap):
    """With p = 1/(1 + e^-gap), −log p and 1 − p are e^-gap: lost if taken as a difference from 1."""
    for shift in (0, -gap, 1e3):
        loss, dlogits = softmax_cross_entropy(np.array([[[gap, 0]]], dtype) + dtype(shift), np.array([[0]]))
        tail = np.exp(-gap) / (1 + np.exp(-gap))
        assert loss == pytest.approx(
            np.log1p(np.exp(-gap)), rel=1e-4 if dtype == np.float32 else 1e-12, abs=0
        )
        np.testing.assert_allclose(dlogits[0, 0], [-tail, tail], rtol=1e-4 if dtype == np.float32 else 1e-12)


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int64, np.uint64])
def test_targets_of_any_integer_kind(rng, kind):
    logits, targets = rng.normal(size=(T, B, K)), rng.integers(0, K, (T, B))
    expected = softmax_cross_entropy(logits, targets)
    loss, dlogits = softmax_cross_entropy(logits, targets.astype(kind))
    assert loss == expected[0]
    np.testing.assert_array_equal(dlogits, expected[1])


@pytest.mark.parametrize("loss", [mse, softmax_cross_entropy, binary_cross_entropy_with_logits])
@pytest.mark.parametrize("masked", [False, True])
def test_arguments_are_left_alone_in_whatever_order_they_lie(rng, mask, masked, loss):
    first = rng.normal(size=(T, B, K))
    second = rng.integers(0, K, (T, B)) if loss is softmax_cross_entropy else rng.random((T, B, K))
    mask = mask if masked else None
    expected, gradient = loss(first, second, mask)
    for turn in (np.asfortranarray, lambda a: np.stack([a, a], axis=-1)[..., 0]):
        x, y = turn(first), turn(second)
        found, found_gradient = loss(x, y, mask)
        assert found == pytest.approx(expected, rel=1e-14)
        np.testing.assert_allclose(found_gradient, gradient, rtol=1e-13)
        np.testing.assert_array_equal(x, first)
        np.testing.assert_array_equal(y, second)
        assert not np.shares_memory(found_gradient, x)


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("hard", [False, True])
def test_binary_cross_entropy_gradient(rng, mask, masked, hard):
    mask = mask if masked else None
    logits, targets = rng.normal(size=(T, B, O)), rng.random((T, B, O))
    targets = np.round(targets) if hard else targets
    _, dz = binary_cross_entropy_with_logits(logits, targets, mask)
    check_gradients(
        lambda p: binary_cross_entropy_with_logits(p["z"], targets, mask)[0], {"z": logits}, {"z": dz}
    )


def test_binary_cross_entropy_by_hand():
    """The mean over T = 2 steps of the sum over O = 2 outputs; e^{log 3} makes p = 3/4."""
    z = np.log([[[3.0, 1.0]], [[1 / 3, 3.0]]])
    loss, dz = binary_cross_entropy_with_logits(z, np.array([[[1.0, 0.0]], [[1.0, 0.5]]]))
    logs = np.log([3 / 4, 1 / 2, 1 / 4]).sum() + 0.5 * np.log(3 / 4) + 0.5 * np.log(1 / 4)
    assert loss == pytest.approx(-logs / 2, rel=1e-15)
    np.testing.assert_allclose(dz, np.array([[[-1 / 4, 1 / 2]], [[-3 / 4, 1 / 4]]]) / 2)


def test_binary_cross_entropy_is_softmax_of_two_classes(rng):
    z, y = rng.normal(size=(T, B, 1)), rng.integers(0, 2, (T, B))
    loss, dz = binary_cross_entropy_with_logits(z, y[..., None].astype(float))
    both, dboth = softmax_cross_entropy(np.concatenate([np.zeros_like(z), z], axis=-1), y)
    assert loss == pytest.approx(both, rel=1e-14)
    np.testing.assert_allclose(dz[..., 0], dboth[..., 1], rtol=1e-13)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_binary_cross_entropy_is_stable_at_extreme_logits(dtype):
    z = np.array([[[1e4, -1e4, 1e4, -1e4, 1e4, 0.0, -0.0]]], dtype)
    y = np.array([[[1, 0, 0, 1, 0.25, 1, 1]]], dtype)
    with np.errstate(all="raise", under="ignore"):
        loss, dz = binary_cross_entropy_with_logits(z, y)
    assert loss == pytest.approx(0 + 0 + 1e4 + 1e4 + 0.75e4 + 2 * np.log(2))
    assert dz.dtype == dtype
    np.testing.assert_array_equal(dz[0, 0], np.array([0, 0, 1, -1, 0.75, -0.5, -0.5], dtype))


@pytest.mark.parametrize("z", [10.0, 40.0, 80.0])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_binary_cross_entropy_keeps_its_digits_where_p_is_near_0_or_1(dtype, z):
    tail = np.exp(-z) / (1 + np.exp(-z))
    for sign, y in ((1, 1), (-1, 0)):
        loss, dz = binary_cross_entropy_with_logits(
            np.full((1, 1, 1), sign * z, dtype), np.full((1, 1, 1), y, dtype)
        )
        assert loss == pytest.approx(np.log1p(np.exp(-z)), rel=10 * float(np.finfo(dtype).eps), abs=0)
        assert dz[0, 0, 0] == pytest.approx(-sign * tail, rel=10 * float(np.finfo(dtype).eps), abs=0)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_losses_add_up_in_double_precision(dtype, rng):
    """A hundred thousand equal terms added one by one in float32 would be off by 1e-4 and more."""
    many = np.full((1000, 100, 3), 0.1, dtype)
    terms = (many[0, 0].astype(np.float64) ** 2).sum()
    assert mse(many, np.zeros_like(many))[0] == pytest.approx(terms, rel=2 * float(np.finfo(dtype).eps))
    loss, _ = softmax_cross_entropy(many, np.zeros((1000, 100), int))
    assert loss == pytest.approx(np.log(3), rel=2 * float(np.finfo(dtype).eps))
    loss, _ = binary_cross_entropy_with_logits(many, np.zeros_like(many))
    assert loss == pytest.approx(3 * np.log1p(np.exp(0.1)), rel=2 * float(np.finfo(dtype).eps))


@pytest.mark.parametrize("loss", [mse, softmax_cross_entropy])
def test_a_wide_output_adds_up_in_double_precision(loss):
    """A million equal terms of one step, added in float32, would be off by 1e-5."""
    wide = np.full((1, 1, 10**6), 0.1, np.float32)
    if loss is mse:
        assert mse(wide, 0 * wide)[0] == pytest.approx(1e6 * float(wide[0, 0, 0]) ** 2, rel=1e-12)
    else:
        value, dlogits = softmax_cross_entropy(wide, np.zeros((1, 1), int))
        assert value == pytest.approx(np.log(1e6), rel=1e-7)
        np.testing.assert_allclose(dlogits[0, 0, [0, 1]], [1e-6 - 1, 1e-6], rtol=2e-7)


def test_an_error_whose_square_float32_cannot_hold_has_a_loss_all_the_same():
    loss, dy = mse(np.full((2, 1, 1), 1e30, np.float32), np.zeros((2, 1, 1), np.float32))
    assert loss == pytest.approx(1e60, rel=1e-6)
    np.testing.assert_allclose(dy, 1e30, rtol=1e-6)


@pytest.mark.parametrize("loss", [mse, softmax_cross_entropy, binary_cross_entropy_with_logits])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_largest_numbers_give_no_warning_and_an_exact_gradient(loss, dtype):
    most = np.finfo(dtype).max * dtype(0.9)
    z = np.array([[[most, -most, most, -most]]])
    with np.errstate(all="raise", under="ignore"):
        if loss is softmax_cross_entropy:
            _, gradient = loss(z, np.array([[1]]))
            expected = [0.5, -1, 0.5, 0]
        elif loss is mse:
            _, gradient = loss(z / 2, 0 * z)
            expected = z[0, 0]
        else:
            _, gradient = loss(z, np.array([[[0, 1, 1, 0]]], dtype))
            expected = [1, -1, 0, 0]
    np.testing.assert_allclose(gradient[0, 0], expected, rtol=1e-7)


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

    logits, targets = rng.normal(size=(T, B, O)), rng.random((T, B, O))
    expected, _ = binary_cross_entropy_with_logits(logits, targets, mask)
    logits[~mask], targets[~mask] = garbage, garbage
    loss, dlogits = binary_cross_entropy_with_logits(logits, targets, mask)
    assert loss == expected
    assert (dlogits[~mask] == 0).all()


def test_an_infinite_prediction_gives_an_infinite_loss_and_no_error():
    loss, _ = mse(np.full((1, 1, 1), 1e200), np.zeros((1, 1, 1)))
    assert loss == np.inf


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_logits_that_are_no_numbers_give_a_loss_that_is_none_and_no_error(wrong):
    logits = np.array([[[wrong, 0.0]], [[1.0, 2.0]]])
    assert not np.isfinite(softmax_cross_entropy(logits, np.zeros((2, 1), int))[0])
    assert not np.isfinite(binary_cross_entropy_with_logits(logits, np.zeros((2, 1, 2)))[0])
    assert not np.isfinite(mse(logits, np.zeros((2, 1, 2)))[0])


def test_a_class_ruled_out_by_a_logit_of_minus_infinity():
    logits = np.array([[[-np.inf, 0.0, 0.0]]])
    loss, dlogits = softmax_cross_entropy(logits, np.array([[1]]))
    assert loss == pytest.approx(np.log(2))
    np.testing.assert_allclose(dlogits[0, 0], [0, -0.5, 0.5])
    assert softmax_cross_entropy(logits, np.array([[0]]))[0] == np.inf


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


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((Y, np.zeros((T, B))), ValueError, "targets: expected shape"),
        ((Y, Y.astype(int)), TypeError, "targets: expected floats"),
        ((Y, Y + 1.5), ValueError, "targets: expected numbers from 0 to 1, got 1.5"),
        ((Y, Y - 0.5), ValueError, "targets: expected numbers from 0 to 1, got -0.5"),
        ((Y, Y + np.nan), ValueError, "targets: expected numbers from 0 to 1, got nan"),
        ((Y.astype(int), Y), TypeError, "logits: expected floats"),
        ((Y[:0], Y[:0]), ValueError, "logits: .*no empty axis"),
        ((np.zeros((T, B)), np.zeros((T, B))), ValueError, "logits: expected shape"),
        ((Y, Y, np.ones((B, T), bool)), ValueError, "mask: expected shape"),
        ((Y, Y, np.ones((T, B))), TypeError, "mask: expected booleans"),
        ((Y, Y, np.zeros((T, B), bool)), ValueError, "mask: expected at least one real step"),
    ],
)
def test_bad_input_to_binary_cross_entropy(arguments, error, message):
    with pytest.raises(error, match=message):
        binary_cross_entropy_with_logits(*arguments)
