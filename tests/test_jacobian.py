"""Products of Jacobians: the listing against layers and differences, and what is proved of them."""

import numpy as np
import pytest

from rnnlib import RNN
from rnnlib.explore.demos import circle_of_gradients, gradient_by_lag
from rnnlib.scratch import jacobian, recurrence
from rnnlib.scratch.nonlinearities import SLOPE, STEEPEST, F

T, D, H = 6, 3, 4
EACH = pytest.mark.parametrize("f", F)


def network(rng: np.random.Generator) -> tuple[dict, np.ndarray, np.ndarray]:
    params = {"W_xh": rng.normal(size=(H, D)), "W_hh": rng.normal(size=(H, H)), "b_h": rng.normal(size=H)}
    return params, rng.normal(size=(T, D)), rng.normal(size=H)


@EACH
def test_the_jacobian_is_the_derivative_of_a_step(f, rng):
    params, x, h0 = network(rng)
    h = recurrence.forward(params, x, h0, f)
    step = 1e-6 * np.eye(H)
    columns = [
        (recurrence.forward(params, x[:1], h0 + e, f)[1] - recurrence.forward(params, x[:1], h0 - e, f)[1])
        / 2e-6
        for e in step
    ]
    np.testing.assert_allclose(jacobian.jacobian(params["W_hh"], h[1], f), np.transpose(columns), atol=1e-8)


@EACH
def test_carrying_back_multiplies_by_the_transposed_jacobians(f, rng):
    params, x, h0 = network(rng)
    h, last = recurrence.forward(params, x, h0, f), rng.normal(size=H)
    dh = jacobian.carried_back(params["W_hh"], h, last, f)
    expected = last
    for t in range(T, 0, -1):
        expected = jacobian.jacobian(params["W_hh"], h[t], f).T @ expected
        np.testing.assert_allclose(dh[t - 1], expected, rtol=0, atol=1e-12)
    norms = jacobian.lengths(dh)
    assert norms[0] == pytest.approx(np.linalg.norm(last))
    assert norms[T] == pytest.approx(np.linalg.norm(dh[0]))
    assert norms[1] == pytest.approx(np.linalg.norm(dh[T - 1]))


@pytest.mark.parametrize(("f", "named"), [("tanh", "tanh"), ("ReLU", "relu")])
def test_the_layer_says_the_same(f, named, rng):
    params, x, h0 = network(rng)
    layer = RNN(D, H, nonlinearity=named)
    layer.params.update(params)
    h, cache = layer.forward(x[:, None], h0[None])
    last = rng.normal(size=H)
    _, dh0, _ = layer.backward(np.zeros_like(h), cache, last[None])
    ours = recurrence.forward(params, x, h0, f)
    np.testing.assert_allclose(ours[1:], h[:, 0], rtol=0, atol=1e-12)
    carried = jacobian.carried_back(params["W_hh"], ours, last, f)
    np.testing.assert_allclose(carried[0], dh0[0], rtol=0, atol=1e-12)


@EACH
def test_the_steepest_slope_is_reached_and_never_passed(f):
    a = np.linspace(-6, 6, 2401)
    slopes = SLOPE[f](F[f](a))
    assert slopes.max() == pytest.approx(STEEPEST[f], abs=1e-12)
    inside = np.abs(a) > 1e-2  # where the ReLU has a slope
    measured = (F[f](a + 1e-6) - F[f](a - 1e-6)) / 2e-6
    np.testing.assert_allclose(slopes[inside], measured[inside], atol=1e-8)


# --- the demos


@pytest.mark.parametrize("seed", range(20))
def test_the_closed_forms_of_two_units(seed):
    M = np.random.default_rng(seed).normal(size=(2, 2))
    assert circle_of_gradients.singular_value(M) == pytest.approx(np.linalg.norm(M, 2), rel=1e-12)
    radius = np.abs(np.linalg.eigvals(M)).max()
    assert circle_of_gradients.spectral_radius(M) == pytest.approx(radius, rel=1e-12)


def test_the_demo_starts_where_the_circle_is_stretched_and_then_fades():
    values = circle_of_gradients.demo().values()
    assert values["rho"] < 1 < values["sigma"]
    assert max(values["longest"]) > 1 > values["longest"][-1]


@pytest.mark.parametrize("kind", gradient_by_lag.networks()["W_hh"])
def test_every_network_of_the_demo_has_spectral_radius_1(kind):
    arrays = gradient_by_lag.networks()
    for W, sigma in zip(arrays["W_hh"][kind], arrays["sigma"][kind], strict=True):
        assert sigma == pytest.approx(np.linalg.norm(W, 2))
        if kind != "chain":  # eigenvalues of one that is defective move by far more than its entries
            assert np.abs(np.linalg.eigvals(W)).max() == pytest.approx(1, abs=2e-2)


@EACH
def test_no_gradient_of_the_demo_passes_its_bound(f):
    demo = gradient_by_lag.demo()
    for rho in (0.3, 1.0, 3.0):
        demo.set("rho", rho)
        demo.set("f", f)
        values = demo.values()
        held = np.nan_to_num(values["mine"]) <= np.nan_to_num(values["bound"], nan=1e-13) * (1 + 1e-9) + 1e-12
        assert held.all()
