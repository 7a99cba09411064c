"""What chapter 9 claims about products of Jacobians, checked apart from its own tables."""

import numpy as np
import pytest
from test_claims import defined_in

from rnnlib.scratch import recurrence
from rnnlib.scratch.nonlinearities import STEEPEST


@pytest.fixture(scope="module")
def chapter():
    return defined_in("09", "cell-002", "norms", "draw")


def curves(chapter, factor, f, size=0.3):
    return chapter["norms"](np.multiply(factor, chapter["ONE"]), size * chapter["x"], f, chapter["dh_T"])


def exceeded(lengths, gain):
    """How many lengths lie above the bound (γσ)^k."""
    bound = float(gain) ** np.arange(len(lengths))
    return int(np.sum(lengths > bound[:, None] * (1 + 1e-9)))


@pytest.mark.parametrize("f", ["tanh", "ReLU", "sigmoid"])
@pytest.mark.parametrize("gain", [0.5, 0.95, 2.0, 6.0])
@pytest.mark.parametrize("size", [0.1, 2.0])
def test_the_bound_holds_and_below_1_everything_vanishes(chapter, f, gain, size):
    factor = gain / STEEPEST[f] / chapter["SIGMA"][:, None, None]
    lengths = curves(chapter, factor, f, size)
    assert exceeded(lengths, gain) == 0
    if gain < 1:
        assert lengths[50].max() <= gain**50


def test_a_bound_with_another_gamma_is_exceeded(chapter):
    lengths = curves(chapter, 1 / chapter["SIGMA"][:, None, None], "tanh", 0.01)
    assert exceeded(lengths, 0.25) > 0


def test_without_a_nonlinearity_the_spectral_radius_decides_in_the_long_run(chapter):
    far = np.zeros((600, *chapter["dh_T"].shape))
    for rho, vanished in ((0.9, True), (1.1, False)):
        end = chapter["norms"](rho * chapter["ONE"], far, "none", chapter["dh_T"])[600]
        assert ((end < 1e-6) == vanished).all()


def test_a_radius_above_1_does_not_make_a_tanh_network_explode(chapter):
    assert curves(chapter, 1.5, "tanh", 2.0)[50].max() < 0.01


def test_a_largest_singular_value_above_1_does_not_make_it_explode(chapter):
    lengths = curves(chapter, 1.5 / chapter["SIGMA"][:, None, None], "ReLU")
    assert (lengths[50] < 100).all()


def test_a_radius_of_zero_does_not_make_the_gradient_vanish():
    names = defined_in("09", "cell-002", "norms", "draw", "mistake")
    W_hh, ends = names["W_hh"], np.array(names["ends"])
    np.testing.assert_array_equal(W_hh @ W_hh, np.zeros((2, 2)))
    assert (ends > 1e9).all()
    # Held against the forward pass: two starts that differ by 1e-9 are soon apart for good.
    jacobian, params = names["jacobian"], names["params"]
    start = np.array([0.1, 0.2])
    one, other = (recurrence.forward(params, names["constant"], start + e, "tanh") for e in (0, 1e-9))
    assert np.abs(one - other)[60:].max() > 0.5
    # Without the tanh the same matrix forgets everything after two steps.
    linear = jacobian.carried_back(W_hh, one, np.array([0.6, 0.8]), "none")
    assert not linear[:-2].any()
