"""The demos of chapter 7 against the mathematics, apart from their own code."""

import numpy as np
import pytest

from rnnlib.explore.demos import influence_balancing, loss_surface, sunspot_training
from rnnlib.scratch import rnn

# --- influence balancing: Tallec and Ollivier (2017)


def truncated(K: int) -> float:
    """Σ_{k<K} (W_hhᵏ s)₁, with powers of the matrix in place of BPTT."""
    net = influence_balancing.network()
    powers = [np.linalg.matrix_power(net["W_hh"], k) @ net["signs"] for k in range(K)]
    return float(np.sum(powers, axis=0)[0])


def test_the_network_is_that_of_the_paper():
    net = influence_balancing.network()
    assert (np.sum(net["signs"] == 1), np.sum(net["signs"] == -1)) == (10, 13)
    assert max(abs(np.linalg.eigvals(net["W_hh"]))) == pytest.approx(0.5)
    full = np.linalg.solve(np.eye(23) - net["W_hh"], net["signs"])[0]
    assert full == pytest.approx(-6, abs=1e-12)


@pytest.mark.parametrize("K", [1, 19, 40, 41, 80])
def test_the_truncated_derivative(K):
    assert influence_balancing.derivative(**influence_balancing.network(), K=K) == pytest.approx(truncated(K))


def test_the_sign_is_wrong_for_every_length_up_to_forty():
    assert all(truncated(K) > 0 for K in range(1, 41))
    assert all(truncated(K) < 0 for K in range(41, 200))
    assert truncated(19) == max(truncated(K) for K in range(1, 200)) == pytest.approx(16.476, abs=1e-3)


@pytest.mark.parametrize(("K", "arrives"), [(19, False), (40, False), (45, True), (80, True)])
def test_training_arrives_where_the_sign_is_right(K, arrives):
    demo = influence_balancing.demo()
    demo.set("K", K)
    demo.run(influence_balancing.STEPS)
    assert demo.done
    assert (abs(demo.values()["h"] - 1) < 0.1) == arrives


# --- the loss surface


@pytest.mark.parametrize("w", [(1.2, -0.8), (0.3, 0.9), (-0.4, 1.1)])
def test_the_gradient_of_the_echo_task(w):
    echo, step = loss_surface.states(0.6, 0.8), 1e-6
    numeric = []
    for e in step * np.eye(2):
        ahead, behind = (loss_surface.loss(*(np.array(w) + sign * e), echo) for sign in (1, -1))
        numeric.append((ahead - behind) / (2 * step))
    np.testing.assert_allclose(loss_surface.gradient(np.array(w), echo), numeric, rtol=1e-6)


@pytest.mark.parametrize(("eta", "arrives"), [(0.03, False), (1.0, True), (2.0, False), (6.0, False)])
def test_only_a_learning_rate_below_the_limit_arrives(eta, arrives):
    demo = loss_surface.demo()
    demo.set("eta", eta)
    demo.run(60)
    assert (demo.values()["loss"] < 1e-6) == arrives


def test_the_walk_begins_where_the_start_is_put():
    demo = loss_surface.demo()
    demo.run(5)
    demo.set("at", [0.6, 0.8])
    values = demo.values()
    assert (values["n"], values["loss"]) == (0, 0)
    np.testing.assert_array_equal(values["at"][:, 0], values["path"][:, 0])


# --- training on the sunspots


def test_it_trains_as_the_loop_of_the_chapter():
    from rnnlib import SGD, clip_grad_norm

    demo = sunspot_training.demo()
    demo.set("clip", 0.5)
    x, y = demo.state["x"].copy(), demo.state["y"].copy()
    params = {name: array.copy() for name, array in demo.state["params"].items()}
    optimizer = SGD(params, 0.02, momentum=0.9)
    for _ in range(3):
        h0 = np.zeros(8)
        for start in range(0, 220, 44):
            h, y_hat = rnn.forward(params, x[start : start + 44], h0)
            grads = rnn.backward(params, x[start : start + 44], y[start : start + 44], h, y_hat)
            optimizer.step(clip_grad_norm(grads, 0.5)[0])
            h0 = h[-1]
    demo.run(15)
    for name, array in params.items():
        np.testing.assert_allclose(demo.state["params"][name], array, rtol=0, atol=1e-12)


def test_every_mistake_is_off_and_the_right_gradient_is_not():
    demo = sunspot_training.demo()
    off = {}
    for how in sunspot_training.BACKWARD:
        demo.set("broken", how)
        off[how] = demo.values()["off"]
    assert off.pop("nothing") == 0
    assert len(off) == 4
    assert min(off.values()) > 0.1


def test_a_run_that_diverges_stops_and_says_so():
    demo = sunspot_training.demo()
    demo.set("broken", "1 − h² left out")
    demo.run(sunspot_training.UPDATES)
    assert demo.done
    assert demo.values()["n"] < sunspot_training.UPDATES
    assert "diverged" in repr(demo)
