"""The recurrent layer: gradients, masks, dtypes, and agreement with the textbook listing."""

import numpy as np
import pytest

from rnnlib import RNN, Linear, check_gradients, mse, scratch

T, B, D, H, O = 5, 3, 2, 4, 2


def random_rnn(rng, nonlinearity="tanh", dtype=np.float64):
    """Return an RNN with a non-zero bias: a bias mix-up is invisible at zero."""
    rnn = RNN(D, H, nonlinearity, dtype, rng)
    rnn.params["b_h"][:] = rng.normal(size=H)
    return rnn


def random_mask(rng):
    mask = rng.random((T, B)) < 0.6
    mask[:, 0] = [True, True, False, False, False]  # ordinary padding
    mask[:, 1] = [False, True, False, True, False]  # gaps as well
    return mask


@pytest.mark.parametrize("nonlinearity", ["tanh", "relu"])
@pytest.mark.parametrize("with_mask", [False, True])
@pytest.mark.parametrize("with_h0", [False, True])
def test_every_gradient_against_central_differences(rng, nonlinearity, with_mask, with_h0):
    rnn = random_rnn(rng, nonlinearity)
    arrays = {**rnn.params, "x": rng.normal(size=(T, B, D))}
    if with_h0:
        arrays["h0"] = rng.normal(size=(B, H))
    mask = random_mask(rng) if with_mask else None
    weight = rng.normal(size=(T, B, H))  # L = Σ weight ∘ h reaches every h_t, those at padding too

    def loss(arrays):
        h, _ = rnn.forward(arrays["x"], arrays.get("h0"), mask)
        return np.sum(weight * h)

    _, cache = rnn.forward(arrays["x"], arrays.get("h0"), mask)
    dx, dh0, grads = rnn.backward(weight, cache)
    check_gradients(loss, arrays, {**grads, "x": dx, **({"h0": dh0} if with_h0 else {})})


@pytest.mark.parametrize("nonlinearity", ["tanh", "relu"])
def test_float32_is_kept_and_agrees_with_float64(rng, nonlinearity):
    double = random_rnn(rng, nonlinearity)
    single = RNN(D, H, nonlinearity, np.float32)
    for name, array in double.params.items():
        single.params[name][...] = array
    x, dh = rng.normal(size=(T, B, D)), rng.normal(size=(T, B, H))
    results = []
    for rnn in (double, single):
        h, cache = rnn.forward(x)
        dx, dh0, grads = rnn.backward(dh, cache)
        results.append({"h": h, "dx": dx, "dh0": dh0, **grads})
    for name, wide in results[0].items():
        narrow = results[1][name]
        assert narrow.dtype == np.float32
        assert np.linalg.norm(wide - narrow) < 2e-5 * np.linalg.norm(wide), name


def test_float32_gradients_against_central_differences(rng):
    rnn = random_rnn(rng, dtype=np.float32)
    x = rng.normal(size=(T, B, D)).astype(np.float32)
    y = rng.normal(size=(T, B, H)).astype(np.float32)
    h, cache = rnn.forward(x)
    _, dh = mse(h, y)
    _, _, grads = rnn.backward(dh, cache)
    check_gradients(lambda: mse(rnn.forward(x)[0], y)[0], rnn.params, grads)


def test_equals_scratch_to_1e_12(rng):
    """For one sequence, the batch layers and the textbook listing give the same numbers."""
    rnn, readout = random_rnn(rng), Linear(H, O, rng=rng)
    readout.params["b_y"][:] = rng.normal(size=O)
    params = {**rnn.params, **readout.params}
    x, y = rng.normal(size=(T, D)), rng.normal(size=(T, O))

    h_scratch, y_hat_scratch = scratch.forward(params, x, np.zeros(H))
    grads_scratch = scratch.backward(params, x, y, h_scratch, y_hat_scratch)

    h, cache = rnn.forward(x[:, None])
    y_hat, readout_cache = readout.forward(h)
    loss, dy = mse(y_hat, y[:, None])
    dh, grads_readout = readout.backward(dy, readout_cache)
    _, _, grads_rnn = rnn.backward(dh, cache)

    np.testing.assert_allclose(h[:, 0], h_scratch[1:], rtol=0, atol=1e-12)
    np.testing.assert_allclose(y_hat[:, 0], y_hat_scratch, rtol=0, atol=1e-12)
    assert abs(loss - scratch.loss(y_hat_scratch, y)) < 1e-12
    for name, grad in {**grads_rnn, **grads_readout}.items():
        np.testing.assert_allclose(grad, grads_scratch[name], rtol=0, atol=1e-12, err_msg=name)


def test_state_is_carried_through_padding(rng):
    rnn, mask = random_rnn(rng), random_mask(rng)
    x, h0 = rng.normal(size=(T, B, D)), rng.normal(size=(B, H))
    h, _ = rnn.forward(x, h0, mask)
    previous = np.concatenate([h0[None], h[:-1]])
    np.testing.assert_array_equal(h[~mask], previous[~mask])
    assert not np.isclose(h[mask], previous[mask]).all(axis=-1).any()


def test_padding_changes_no_output_and_no_gradient(rng):
    rnn = random_rnn(rng)
    lengths = [5, 2, 3]
    mask = np.arange(T)[:, None] < np.array(lengths)
    x, dh = rng.normal(size=(T, B, D)), rng.normal(size=(T, B, H)) * mask[..., None]
    x[~mask] = np.nan  # nothing may look at padding
    h, cache = rnn.forward(x, mask=mask)
    dx, _, grads = rnn.backward(dh, cache)
    assert (dx[~mask] == 0).all()
    total = {name: np.zeros_like(g) for name, g in grads.items()}
    for b, n in enumerate(lengths):
        h_alone, cache_alone = rnn.forward(x[:n, b : b + 1])
        np.testing.assert_allclose(h[:n, b], h_alone[:, 0], rtol=0, atol=1e-12)
        np.testing.assert_array_equal(h[-1, b], h[n - 1, b])
        dx_alone, _, grads_alone = rnn.backward(dh[:n, b : b + 1], cache_alone)
        np.testing.assert_allclose(dx[:n, b], dx_alone[:, 0], rtol=0, atol=1e-12)
        for name in total:
            total[name] += grads_alone[name]
    for name, grad in grads.items():
        np.testing.assert_allclose(grad, total[name], rtol=0, atol=1e-12)


def test_two_halves_with_carried_state_equal_one_pass(rng):
    rnn, x, dh = random_rnn(rng), rng.normal(size=(T, B, D)), rng.normal(size=(T, B, H))
    h, cache = rnn.forward(x)
    dx, _, grads = rnn.backward(dh, cache)
    h_a, cache_a = rnn.forward(x[:2])
    h_b, cache_b = rnn.forward(x[2:], h_a[-1])
    np.testing.assert_allclose(np.concatenate([h_a, h_b]), h, rtol=0, atol=1e-12)
    dx_b, dh0_b, grads_b = rnn.backward(dh[2:], cache_b)
    dh_a = dh[:2].copy()
    dh_a[-1] += dh0_b
    dx_a, _, grads_a = rnn.backward(dh_a, cache_a)
    np.testing.assert_allclose(np.concatenate([dx_a, dx_b]), dx, rtol=0, atol=1e-12)
    for name, grad in grads.items():
        np.testing.assert_allclose(grads_a[name] + grads_b[name], grad, rtol=0, atol=1e-12)


def test_a_call_leaves_nothing_on_the_layer_and_changes_no_argument(rng):
    rnn, x, dh = random_rnn(rng), rng.normal(size=(T, B, D)), rng.normal(size=(T, B, H))
    before, x_before, dh_before = set(vars(rnn)), x.copy(), dh.copy()
    _, cache = rnn.forward(x)
    first = rnn.backward(dh, cache)
    rnn.forward(rng.normal(size=(2, 1, D)))  # another call in between must not matter
    second = rnn.backward(dh, cache)
    assert set(vars(rnn)) == before
    np.testing.assert_array_equal(first[0], second[0])
    np.testing.assert_array_equal(x, x_before)
    np.testing.assert_array_equal(dh, dh_before)


def test_same_seed_same_weights():
    first, second = (RNN(D, H, rng=np.random.default_rng(3)).params for _ in range(2))
    for name in first:
        np.testing.assert_array_equal(first[name], second[name])


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"input_size": 0}, ValueError, "input_size: expected at least 1, got 0"),
        ({"hidden_size": 2.0}, TypeError, "hidden_size: expected a whole number, got 2.0"),
        ({"hidden_size": True}, TypeError, "hidden_size"),
        ({"nonlinearity": "sigmoid"}, ValueError, "nonlinearity: expected one of .*'relu', 'tanh'"),
        ({"dtype": np.int64}, TypeError, "dtype: expected float32 or float64, got int64"),
        ({"dtype": np.float16}, TypeError, "dtype"),
        ({"rng": 0}, TypeError, "rng: expected np.random.default_rng"),
    ],
)
def test_bad_option(arguments, error, message):
    with pytest.raises(error, match=message):
        RNN(**{"input_size": D, "hidden_size": H, **arguments})


X = np.zeros((T, B, D))
NAN = np.where(np.arange(T)[:, None, None] == 2, np.nan, X)
BAD_FORWARD = [
    ({"x": np.zeros((T, B, D + 1))}, ValueError, r"x: expected shape \(T, B, 2\), got \(5, 3, 3\)"),
    ({"x": np.zeros((T, D))}, ValueError, "x: expected shape"),
    ({"x": np.zeros((T, B, D), int)}, TypeError, "x: expected floats .*int64"),
    ({"x": np.zeros((T, B, D), complex)}, TypeError, "x: expected floats"),
    ({"x": np.zeros((0, B, D))}, ValueError, "x: .*no empty axis"),
    ({"x": np.zeros((T, 0, D))}, ValueError, "x: .*no empty axis"),
    ({"x": NAN}, ValueError, r"x: expected finite numbers, got nan at index \(2, 0, 0\)"),
    ({"x": X, "h0": np.zeros(H)}, ValueError, r"h0: expected shape \(3, 4\), got \(4,\)"),
    ({"x": X, "h0": np.zeros((1, H))}, ValueError, "h0: expected shape"),
    ({"x": X, "h0": np.zeros((B, H), int)}, TypeError, "h0: expected floats"),
    ({"x": X, "h0": np.full((B, H), np.inf)}, ValueError, "h0: expected finite"),
    ({"x": X, "mask": np.ones((B, T), bool)}, ValueError, r"mask: expected shape \(5, 3\), got \(3, 5\)"),
    ({"x": X, "mask": np.ones((T, 1), bool)}, ValueError, "mask: expected shape"),
    ({"x": X, "mask": np.ones((T, B))}, TypeError, "mask: expected booleans"),
    ({"x": NAN, "mask": np.ones((T, B), bool)}, ValueError, "x: expected finite"),
]


@pytest.mark.parametrize(("arguments", "error", "message"), BAD_FORWARD)
def test_bad_input_to_forward(arguments, error, message):
    with pytest.raises(error, match=message):
        RNN(D, H).forward(**arguments)


@pytest.mark.parametrize(
    ("dh", "error"),
    [
        (np.zeros((T, B, H + 1)), ValueError),
        (np.zeros((1, B, H)), ValueError),
        (np.zeros((T, B, H), int), TypeError),
    ],
)
def test_bad_input_to_backward(dh, error):
    rnn = RNN(D, H)
    _, cache = rnn.forward(X)
    with pytest.raises(error, match="dh: expected"):
        rnn.backward(dh, cache)


@pytest.mark.parametrize(
    ("name", "array", "error"),
    [
        ("b_h", np.zeros((H, 1)), ValueError),
        ("W_hh", np.zeros((1, H)), ValueError),
        ("W_xh", np.zeros((H, D), np.float32), TypeError),
    ],
)
def test_a_parameter_replaced_by_a_wrong_one(name, array, error):
    rnn = RNN(D, H)
    rnn.params[name] = array
    with pytest.raises(error, match=rf"params\['{name}'\]: expected"):
        rnn.forward(X)
