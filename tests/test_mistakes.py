"""The stock of wrong backward passes: each is wrong where chapter 6 says so, and hidden where it says so."""

from itertools import product

import numpy as np
import pytest

from rnnlib import check_gradients
from rnnlib.explore.mistakes import BACKWARD, MISTAKES, NAMES, gradients, loss, network
from rnnlib.scratch import rnn

PADDED = np.array([1.0, 1.0, 1.0, 1.0, 0.0])
RECURRENT = {"W_xh", "W_hh", "b_h", "x", "h0"}
ALL_SEVEN = ("no factor 2/T", "mask forgotten")
FIVE = ("nothing carried", "dh carried as it is", "no Wₕₕᵀ", "Wₕₕ for Wₕₕᵀ", "no 1 − h²", "slope without bₕ")
ONE = ("hₜ for hₜ₋₁", "= for += in dWₕₕ", "h₀ left out of dWₕₕ")
WRONG = {
    **{mistake: set(NAMES) for mistake in ALL_SEVEN},
    **{mistake: RECURRENT for mistake in FIVE},
    **{mistake: {"W_hh"} for mistake in ONE},
    "dh for da in dbₕ": {"b_h"},
    "dh for da in dx": {"x"},
}


def wrong(mistake, arrays, y, mask):
    """The arrays that central differences accuse."""
    given = gradients(mistake, arrays, y, mask)
    errors = check_gradients(lambda p: loss(p, y, mask), arrays, given, tolerance=np.inf)
    return {name for name, error in errors.items() if error > 1e-7}


def test_the_right_one_is_the_listing_with_two_gradients_more():
    arrays, y = network(5)
    h, y_hat = rnn.forward(arrays, arrays["x"], arrays["h0"])
    listed = rnn.backward(arrays, arrays["x"], y, h, y_hat)
    found = gradients("nothing", arrays, y, np.ones(5))
    assert all(np.allclose(found[name], listed[name], rtol=1e-14) for name in listed)
    assert set(found) == set(NAMES)


@pytest.mark.parametrize("seed", range(3))
def test_the_right_one_passes_with_padding(seed):
    assert wrong("nothing", *network(5, seed), PADDED) == set()


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_wrong_in_these_arrays_and_no_others(mistake):
    assert wrong(mistake, *network(5), PADDED) == WRONG[mistake]


@pytest.mark.parametrize(
    ("T", "zero", "hidden"),
    [
        (1, (), {"mask forgotten", "nothing carried", "no Wₕₕᵀ", "Wₕₕ for Wₕₕᵀ", "= for += in dWₕₕ"}),
        (2, (), {"mask forgotten", "no factor 2/T"}),
        (5, (), {"mask forgotten"}),
        (5, ("h0",), {"mask forgotten", "h₀ left out of dWₕₕ"}),
        (5, ("b_h", "b_y"), {"mask forgotten", "slope without bₕ"}),
    ],
)
def test_what_hides_where_without_padding(T, zero, hidden):
    arrays, y = network(T)
    arrays |= {name: 0 * arrays[name] for name in zero}
    assert {m for m in MISTAKES if not wrong(m, arrays, y, np.ones(T))} == hidden


def test_tiny_weights_hide_the_slope_of_tanh():
    arrays, y = network(5, scale=0.01)
    given, exact = (gradients(m, arrays, y, PADDED) for m in ("no 1 − h²", "nothing"))
    off = max(np.abs(given[name] - exact[name]).max() / np.abs(exact[name]).max() for name in NAMES)
    assert 1e-7 < off < 1e-3


def test_random_signs_miss_a_transposed_gradient_of_three_units_once_in_eight():
    rng = np.random.default_rng(0)
    error = rng.normal(size=(3, 3))
    error -= error.T
    missed = [abs(np.sum(error * np.reshape(u, (3, 3)))) < 1e-12 for u in product((-1, 1), repeat=9)]
    assert np.mean(missed) == 1 / 8


def test_every_version_has_a_name_and_a_row():
    assert list(BACKWARD) == ["nothing", *MISTAKES]
    assert set(WRONG) == set(MISTAKES)
