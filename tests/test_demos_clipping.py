"""The demos of chapter 10 against the mathematics, apart from their own code."""

import math

import numpy as np
import pytest

from rnnlib import clip_grad_norm, clip_grad_value
from rnnlib.explore.demos import cliff_walk, clipped_arrow
from rnnlib.scratch import cliff


def paper(W_hh: float, b_h: float) -> float:
    """The loss as the paper writes it: x_t = w σ(x_{t-1}) + b, 50 steps from 0.5, (σ(x_50) − 0.7)²."""
    x = 0.5
    for _ in range(50):
        x = W_hh / (1 + math.exp(-x)) + b_h
    return (1 / (1 + math.exp(-x)) - 0.7) ** 2


def gradient(W_hh: float, b_h: float) -> np.ndarray:
    W_hh, b_h = np.array([W_hh]), np.array([b_h])
    return np.array(cliff.backward(W_hh, cliff.forward(W_hh, b_h, 50)))[:, 0]


@pytest.mark.parametrize("w", [(3.0, -1.0), (4.6, -2.0), (5.0, -3.5), (0.5, 1.5)])
def test_the_listing_is_the_function_of_the_paper(w):
    h = cliff.forward(np.array([w[0]]), np.array([w[1]]), 50)
    assert cliff.loss(h)[0] == pytest.approx(paper(*w), rel=1e-12)
    numeric = [(paper(*(w + e)) - paper(*(w - e))) / 2e-6 for e in 1e-6 * np.eye(2)]
    np.testing.assert_allclose(gradient(*w), numeric, rtol=1e-4)


def test_one_walk_is_thrown_off_and_the_clipped_one_arrives():
    demo = cliff_walk.demo()
    demo.run(cliff_walk.UPDATES)
    values = demo.values()
    assert demo.done
    assert values["longest"][0] > 10 > 0.1 + 1e-9 > values["longest"][1]
    assert values["losses"][1] < 0.001 < 0.05 < values["losses"][0]
    np.testing.assert_array_equal(values["free"][:, 0], values["clipped"][:, 0])


def test_from_its_own_start_a_smaller_rate_arrives_without_clipping_too():
    demo = cliff_walk.demo()
    demo.set("eta", 0.1)
    demo.run(cliff_walk.UPDATES)
    assert max(demo.values()["longest"]) < 1
    assert max(demo.values()["losses"]) < 0.001


@pytest.mark.parametrize("how", ["norm", "value"])
def test_a_step_of_the_clipped_walk_is_that_of_rnnlib(how):
    demo = cliff_walk.demo()
    demo.set("clip", how)
    demo.set("eta", 0.5)
    grad = {"w": gradient(4.6, -2.0)}
    clipped = clip_grad_norm(grad, 0.1)[0] if how == "norm" else clip_grad_value(grad, 0.1)
    demo.run(1)
    np.testing.assert_allclose(demo.values()["clipped"][:, 1], [4.6, -2.0] - 0.5 * clipped["w"], rtol=1e-12)
    np.testing.assert_allclose(demo.values()["free"][:, 1], [4.6, -2.0] - 0.5 * grad["w"], rtol=1e-12)


@pytest.mark.parametrize("limit", [0.1, 0.4, 2.9])
def test_the_arrows_are_clipped_as_by_rnnlib(limit):
    demo = clipped_arrow.demo()
    demo.set("limit", limit)
    demo.set("g", [-1.2, 2.5])
    values, g = demo.values(), {"g": np.array([-1.2, 2.5])}
    np.testing.assert_allclose(values["shrunk"][:, 1], clip_grad_norm(g, limit)[0]["g"], rtol=1e-12)
    np.testing.assert_allclose(values["cut"][:, 1], clip_grad_value(g, limit)["g"], rtol=1e-12)
    real = clipped_arrow.real_gradient()
    cut = np.clip(real, -limit, limit)
    cosine = real @ cut / np.linalg.norm(real) / np.linalg.norm(cut)
    assert values["real_turned"] == pytest.approx(math.degrees(math.acos(min(cosine, 1))), abs=1e-4)
    assert values["count"] == np.sum(np.abs(real) > limit)


@pytest.mark.parametrize("level", [0.05, 0.3, 0.7])
def test_a_line_of_the_map_joins_places_with_one_last_state(level):
    W_hh, b_h = cliff_walk.contour(level)
    gentle = W_hh <= 4  # beyond, the state jumps over some levels between two neighbouring numbers
    np.testing.assert_allclose(cliff.forward(W_hh, b_h, 50)[-1][gentle], level, rtol=1e-9)
    for side, above in ((-1e-9, False), (1e-9, True)):
        assert np.all((cliff.forward(W_hh, b_h + side, 50)[-1] > level) == above)
