"""The formulas of chapters 3 and 5: proved symbolically where they are short, measured where they are long.

Each group also shows that the wrong formula met elsewhere does not pass the same test.
"""

from pathlib import Path

import numpy as np
import pytest
import sympy as sp

from rnnlib import RNN, mse, softmax_cross_entropy
from rnnlib.scratch import rnn as scratch

CHAPTERS = Path(__file__).parent.parent / "chapters"

# --- chapter 3: the loss


@pytest.mark.parametrize("T", range(1, 11))
def test_the_gradient_of_the_mean_of_squares_has_the_factor_2_over_T(T):
    y_hat, y = sp.symbols(f"p1:{T + 1}"), sp.symbols(f"y1:{T + 1}")
    L = sum((p - q) ** 2 for p, q in zip(y_hat, y, strict=True)) / T
    half_of_sum = L * T / 2
    for p, q in zip(y_hat, y, strict=True):
        assert sp.expand(sp.diff(L, p) - sp.Rational(2, T) * (p - q)) == 0
        assert sp.expand(sp.diff(half_of_sum, p) - (p - q)) == 0
        assert (sp.expand(sp.diff(L, p) - (p - q)) == 0) == (T == 2)  # the coincidence


def test_outputs_are_summed_and_only_real_pairs_are_counted():
    rng = np.random.default_rng(0)
    y_hat, y = rng.normal(size=(2, 4, 3, 2))
    mask = np.arange(4)[:, None] < np.array([4, 2, 3])
    squared = ((y_hat - y) ** 2).sum(axis=-1)
    loss, dy_hat = mse(y_hat, y, mask)
    assert loss == pytest.approx(squared[mask].sum() / 9, rel=1e-14)
    np.testing.assert_allclose(dy_hat, 2 * mask[..., None] / 9 * (y_hat - y), rtol=1e-14)
    careless = (squared * mask).mean()
    assert careless == pytest.approx(loss * 9 / 12)


def softmax(z):
    total = sum(sp.exp(score) for score in z)
    return [sp.exp(score) / total for score in z]


def test_the_jacobian_of_the_softmax():
    z = sp.symbols("z0:3", real=True)
    p = softmax(z)
    for i in range(3):
        for j in range(3):
            assert sp.simplify(sp.diff(p[i], z[j]) - p[i] * (int(i == j) - p[j])) == 0


@pytest.mark.parametrize("c", range(3))
def test_the_gradient_of_cross_entropy_is_p_minus_onehot(c):
    z, tau = sp.symbols("z0:3", real=True), sp.Symbol("tau", positive=True)
    p = softmax([score / tau for score in z])
    gradient = [sp.diff(-sp.log(p[c]), score) for score in z]
    for j in range(3):
        assert sp.simplify(gradient[j] - (p[j] - int(j == c)) / tau) == 0
    assert sp.simplify(sum(gradient)) == 0
    assert sp.simplify(gradient[c] - p[c]) != 0


def test_log_sum_exp_is_minus_the_log_of_the_probability():
    z, m = sp.symbols("z0:3", real=True), sp.Symbol("m", real=True)
    by_log_sum_exp = sp.log(sum(sp.exp(score - m) for score in z)) - (z[1] - m)
    assert sp.simplify(sp.exp(by_log_sum_exp) - 1 / softmax(z)[1]) == 0


def test_where_a_double_softmax_levels_off():
    for K in (2, 3, 10, 100):
        perfect = np.eye(K)[:1, None]
        assert softmax_cross_entropy(perfect, [[0]])[0] == pytest.approx(np.log(1 + (K - 1) / np.e))


def test_when_cross_entropy_rounds_to_zero():
    assert np.log(1 + np.exp(-36.73)) > 0
    assert np.log(1 + np.exp(-36.74)) == 0
    assert softmax_cross_entropy(np.array([[[745.13, 0.0]]]), [[0]])[0] > 0
    assert softmax_cross_entropy(np.array([[[745.14, 0.0]]]), [[0]])[0] == 0


# --- chapter 5: the symbolic network, T = 3, one unit

SHARED = W_xh, W_hh, b_h, W_hy, b_y = sp.symbols("W_xh W_hh b_h W_hy b_y")
X, Y, H0 = sp.symbols("x1:4"), sp.symbols("y1:4"), sp.Symbol("h0")
COPIES = {weight: sp.symbols(f"{weight}^1:4") for weight in SHARED}
STEPS, TWO_THIRDS = (1, 2, 3), sp.Rational(2, 3)


class f(sp.Function):
    """Any nonlinearity: all that is known of it is that its derivative is called f_prime."""

    def fdiff(self, argindex=1):
        return f_prime(self.args[0])


f_prime = sp.Function("f_prime")


def unroll(nonlinearity, x=X, weights=None):
    """Return a, h (with h[0]), y_hat and L, each step with the weights of that step."""
    weights = weights or {weight: (weight,) * 3 for weight in SHARED}
    a, h, y_hat = {}, {0: H0}, {}
    for t in STEPS:
        w_xh, w_hh, c_h, w_hy, c_y = (weights[weight][t - 1] for weight in SHARED)
        a[t] = w_xh * (x[t - 1] if x else y_hat.get(t - 1, X[0])) + w_hh * h[t - 1] + c_h
        h[t] = nonlinearity(a[t])
        y_hat[t] = w_hy * h[t] + c_y
    return a, h, y_hat, sum((y_hat[t] - Y[t - 1]) ** 2 for t in STEPS) / 3


def recursion(slope, h, y_hat, factor=TWO_THIRDS, carried=None, fed_back=False):
    """Return the gradients by the boxed equations; `slope(t)` is f'(a_t)."""
    dh, da, dy = {4: 0}, {4: 0}, {}
    for t in reversed(STEPS):
        dy[t] = factor * (y_hat[t] - Y[t - 1]) + (W_xh * da[t + 1] if fed_back else 0)
        dh[t] = W_hy * dy[t] + (W_hh * da[t + 1] if carried is None else carried(dh, da, t))
        da[t] = slope(t) * dh[t]
    inputs = {t: y_hat.get(t - 1, X[0]) if fed_back else X[t - 1] for t in STEPS}
    return {
        W_xh: {t: da[t] * inputs[t] for t in STEPS},
        W_hh: {t: da[t] * h[t - 1] for t in STEPS},
        b_h: {t: da[t] for t in STEPS},
        W_hy: {t: dy[t] * h[t] for t in STEPS},
        b_y: {t: dy[t] for t in STEPS},
        H0: {1: W_hh * da[1]},
        **{X[t - 1]: {t: W_xh * da[t]} for t in STEPS},
    }


def agree(left, right):
    return sp.expand(left - right) == 0


@pytest.mark.parametrize("by", [*SHARED, H0, *X], ids=str)
def test_the_recursion_is_the_derivative_of_the_unrolled_expression(by):
    for nonlinearity in (sp.tanh, f):
        a, h, y_hat, L = unroll(nonlinearity)

        def slope(t, nonlinearity=nonlinearity, a=a, h=h):
            return 1 - h[t] ** 2 if nonlinearity is sp.tanh else f_prime(a[t])

        assert agree(sp.diff(L, by), sum(recursion(slope, h, y_hat)[by].values()))


@pytest.mark.parametrize("weight", SHARED, ids=str)
def test_each_term_of_the_sum_is_the_gradient_of_one_copy(weight):
    *_, L = unroll(sp.tanh, weights=COPIES)
    shared = {copy: w for w, copies in COPIES.items() for copy in copies}
    _, h, y_hat, _ = unroll(sp.tanh)
    terms = recursion(lambda t: 1 - h[t] ** 2, h, y_hat)[weight]
    for t in STEPS:
        assert agree(sp.diff(L, COPIES[weight][t - 1]).subs(shared), terms[t])


def test_the_total_derivative_is_the_immediate_one_plus_what_comes_through_the_state():
    _, h, _, _ = unroll(sp.tanh)
    held = sp.Symbol("h1_held")  # h_1 as a number of its own
    h2 = sp.tanh(W_xh * X[1] + W_hh * held + b_h)
    immediate, along = (sp.diff(h2, by).subs(held, h[1]) for by in (W_hh, held))
    assert agree(sp.diff(h[2], W_hh), immediate + along * sp.diff(h[1], W_hh))
    assert agree(immediate, (1 - h[2] ** 2) * h[1])
    assert not agree(sp.diff(h[2], W_hh), immediate)


WRONG = {
    "no factor 2/T": ({"factor": 1}, set(SHARED)),
    "dh carried": ({"carried": lambda dh, da, t: dh[t + 1]}, {W_xh, W_hh, b_h}),
    "tanh not crossed": ({"carried": lambda dh, da, t: W_hh * dh[t + 1]}, {W_xh, W_hh, b_h}),
    "nothing carried": ({"carried": lambda dh, da, t: 0}, {W_xh, W_hh, b_h}),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_a_wrong_recursion_is_wrong_in_these_weights_and_no_others(mistake):
    change, expected = WRONG[mistake]
    _, h, y_hat, L = unroll(sp.tanh)
    wrong = recursion(lambda t: 1 - h[t] ** 2, h, y_hat, **change)
    assert {w for w in SHARED if not agree(sp.diff(L, w), sum(wrong[w].values()))} == expected


def test_an_output_fed_back_as_the_next_input_adds_one_arrow():
    _, h, y_hat, L = unroll(sp.tanh, x=None)
    grads = recursion(lambda t: 1 - h[t] ** 2, h, y_hat, fed_back=True)
    for weight in SHARED:
        assert agree(sp.diff(L, weight), sum(grads[weight].values()))


def test_scratch_computes_the_symbolic_gradients():
    rng = np.random.default_rng(1)
    values = dict(zip([*SHARED, *X, *Y, H0], rng.normal(size=12), strict=True))
    *_, L = unroll(sp.tanh)
    shapes = {"W_xh": (1, 1), "W_hh": (1, 1), "b_h": (1,), "W_hy": (1, 1), "b_y": (1,)}
    params = {str(w): np.full(shapes[str(w)], values[w]) for w in SHARED}
    x, y = (np.array([[values[s]] for s in symbols]) for symbols in (X, Y))
    h, y_hat = scratch.forward(params, x, np.array([values[H0]]))
    assert scratch.loss(y_hat, y) == pytest.approx(float(L.subs(values)), rel=1e-12)
    grads = scratch.backward(params, x, y, h, y_hat)
    for w in SHARED:
        assert grads[str(w)].item() == pytest.approx(float(sp.diff(L, w).subs(values)), rel=1e-12)


# --- chapter 5: the double sum and the cost, numerically


@pytest.fixture(scope="module")
def network():
    """A network with T=6, D=3, H=4, O=2, nothing in it zero, and what scratch makes of it."""
    rng = np.random.default_rng(2)
    params = scratch.init_params(3, 4, 2, rng)
    for array in params.values():
        array[...] = rng.normal(scale=0.7, size=array.shape)
    x, y, h0 = rng.normal(size=(6, 3)), rng.normal(size=(6, 2)), rng.normal(size=4)
    h, y_hat = scratch.forward(params, x, h0)
    return params, x, h, 2 / 6 * (y_hat - y), scratch.backward(params, x, y, h, y_hat)


def jacobian(params, h, t):
    return np.diag(1 - h[t] ** 2) @ params["W_hh"]


def test_the_jacobian_between_two_states_is_the_product_of_the_steps(network):
    params, x, h, _, _ = network
    for t in range(6):
        product = np.eye(4)
        for k in range(t + 1, 7):
            product = jacobian(params, h, k) @ product
            measured = np.empty((4, 4))
            for j, s in enumerate(1e-6 * np.eye(4)):
                ahead, behind = (scratch.forward(params, x[t:k], h[t] + sign * s)[0][-1] for sign in (1, -1))
                measured[:, j] = (ahead - behind) / 2e-6
            np.testing.assert_allclose(product, measured, atol=1e-9)


def double_sum(network, with_product=True):
    params, x, h, dy_hat, _ = network
    sums = {"W_xh": 0, "W_hh": 0, "b_h": 0}
    for t in range(1, 7):
        for k in range(t, 7):
            v = params["W_hy"].T @ dy_hat[k - 1]
            for j in range(k, t, -1):
                v = jacobian(params, h, j).T @ v if with_product else v
            da = (1 - h[t] ** 2) * v
            sums["W_xh"] += np.outer(da, x[t - 1])
            sums["W_hh"] += np.outer(da, h[t - 1])
            sums["b_h"] += da
    return sums


def test_the_double_sum_equals_the_recursion(network):
    grads = network[-1]
    for name, total in double_sum(network).items():
        np.testing.assert_allclose(total, grads[name], rtol=0, atol=1e-12)


def test_the_double_sum_without_the_product_does_not(network):
    grads = network[-1]
    for name, total in double_sum(network, with_product=False).items():
        assert np.abs(total - grads[name]).max() > 0.1 * np.abs(grads[name]).max()


def test_how_many_products_the_double_sum_takes():
    text = (CHAPTERS / "05_backpropagation_through_time.ipynb").read_text(encoding="utf-8")
    for T in range(1, 30):
        afresh_for_each_pair = sum(k - t for t in range(1, T + 1) for k in range(t, T + 1))
        once_for_each_loss = sum(k - 1 for k in range(1, T + 1))
        assert afresh_for_each_pair == T * (T**2 - 1) // 6
        assert once_for_each_loss == T * (T - 1) // 2
    assert all(formula in text for formula in (r"\\frac{T(T^2-1)}{6}", r"\\frac{T(T-1)}{2}", "$T - 1$"))


def test_without_the_product_the_derivative_by_one_copy_still_gives_the_gradient():
    """Σ_k Σ_{t≤k} ∂L/∂h_k ∂h_k/∂W_hh^(t): the fourth reading. The other three do not."""
    *_, L = unroll(sp.tanh)
    _, h, y_hat, _ = unroll(sp.tanh, weights=COPIES)
    shared = {copy: w for w, copies in COPIES.items() for copy in copies}
    at_h = {k: TWO_THIRDS * (y_hat[k] - Y[k - 1]) * COPIES[W_hy][k - 1] for k in STEPS}  # through ŷ_k only
    pairs = [(t, k) for t in STEPS for k in STEPS if t <= k]
    copies = COPIES[W_hh]
    readings = {
        "copy t moved": sum(at_h[k] * sp.diff(h[k], copies[t - 1]) for t, k in pairs),
        "all copies moved": sum(at_h[k] * sp.diff(h[k], copy) for _, k in pairs for copy in copies),
        "immediate": sum(at_h[k] * (1 - h[k] ** 2) * h[k - 1] for _, k in pairs),
        "no product": sum(at_h[k] * (1 - h[t] ** 2) * h[t - 1] for t, k in pairs),
    }
    right = [name for name, sum_ in readings.items() if agree(sum_.subs(shared), sp.diff(L, W_hh))]
    assert right == ["copy t moved"]


@pytest.mark.parametrize(("T", "B", "D", "H"), [(5, 2, 3, 4), (10, 2, 3, 4), (5, 4, 3, 4), (5, 2, 3, 8)])
def test_the_trace_kept_for_the_backward_pass(T, B, D, H):
    rnn = RNN(D, H)
    cache = rnn.forward(np.zeros((T, B, D)))[1]
    assert sum(cache[name].size for name in ("x", "h0", "h")) == T * B * (D + H) + B * H
    rest = {name: kept for name, kept in cache.items() if name not in ("x", "h0", "h")}
    assert rest.pop("mask") is None
    assert rest.pop("layer") is rnn
    assert set(rest) == {"params"}  # the weights do not grow with T
