"""The step in the manner of min-char-rnn: all of it inside the loop over time, one product per weight.

Columns are sequences, as there: x_t is (D, B), h_t is (H, B). Readout, loss and weight gradients are taken
step by step and summed up.
"""

from typing import Any

import numpy as np

from contenders.problem import BETAS, EPS, LR, MAX_NORM, Arrays, Contender, Problem


def sigmoid(a: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-a))


def rnn_forward(w: Arrays, x: np.ndarray, state: Any) -> tuple[Any, Any]:
    (h_prev,) = state
    h = np.tanh(w["W_xh"] @ x + w["W_hh"] @ h_prev + w["b_h"][:, None])
    return (h,), (x, h_prev, h)


def rnn_backward(w: Arrays, grads: Arrays, kept: Any, dstate: Any) -> Any:
    x, h_prev, h = kept
    (dh,) = dstate
    return (add(w, grads, (1 - h * h) * dh, x, h_prev),)


def lstm_forward(w: Arrays, x: np.ndarray, state: Any) -> tuple[Any, Any]:
    h_prev, c_prev = state
    i, f, g, o = np.split(w["W_xh"] @ x + w["W_hh"] @ h_prev + w["b_h"][:, None], 4)
    i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
    c = f * c_prev + i * g
    return (o * np.tanh(c), c), (x, h_prev, c_prev, c, i, f, g, o)


def lstm_backward(w: Arrays, grads: Arrays, kept: Any, dstate: Any) -> Any:
    x, h_prev, c_prev, c, i, f, g, o = kept
    dh, dc = dstate
    tanh_c = np.tanh(c)
    dc = dc + dh * o * (1 - tanh_c * tanh_c)
    da = [dc * g * i * (1 - i), dc * c_prev * f * (1 - f), dc * i * (1 - g * g), dh * tanh_c * o * (1 - o)]
    return add(w, grads, np.concatenate(da), x, h_prev), dc * f


def gru_forward(w: Arrays, x: np.ndarray, state: Any) -> tuple[Any, Any]:
    (h_prev,) = state
    a_x = np.split(w["W_xh"] @ x + w["b_h"][:, None], 3)
    a_h = np.split(w["W_hh"] @ h_prev, 3)
    r, z = sigmoid(a_x[0] + a_h[0]), sigmoid(a_x[1] + a_h[1])
    s = a_h[2] + w["b_hn"][:, None]
    n = np.tanh(a_x[2] + r * s)
    return ((1 - z) * n + z * h_prev,), (x, h_prev, r, z, n, s)


def gru_backward(w: Arrays, grads: Arrays, kept: Any, dstate: Any) -> Any:
    x, h_prev, r, z, n, s = kept
    (dh,) = dstate
    dn = dh * (1 - z) * (1 - n * n)
    dr, dz = dn * s * r * (1 - r), dh * (h_prev - n) * z * (1 - z)
    grads["b_hn"] += (dn * r).sum(axis=1)
    dh_prev = add(w, grads, np.concatenate([dr, dz, dn]), x, h_prev, np.concatenate([dr, dz, dn * r]))
    return (dh_prev + dh * z,)


def add(
    w: Arrays, grads: Arrays, da: np.ndarray, x: np.ndarray, h_prev: np.ndarray, da_h: Any = None
) -> np.ndarray:
    """Add one step's weight gradients and return the gradient of h_{t-1}."""
    da_h = da if da_h is None else da_h
    grads["W_xh"] += da @ x.T
    grads["W_hh"] += da_h @ h_prev.T
    grads["b_h"] += da.sum(axis=1)
    return w["W_hh"].T @ da_h


CELLS = {
    "RNN": (rnn_forward, rnn_backward, 1),
    "LSTM": (lstm_forward, lstm_backward, 2),
    "GRU": (gru_forward, gru_backward, 1),
}


def build(problem: Problem) -> Contender:
    w = problem.weights()
    x, targets = problem.data()
    m, v = ({name: np.zeros_like(array) for name, array in w.items()} for _ in range(2))
    forward, backward, states = CELLS[problem.cell]
    T, B, columns, count = problem.T, problem.B, np.arange(problem.B), 0

    def forward_and_backward() -> tuple[float, Arrays]:
        zero = np.zeros((problem.H, B), x.dtype)
        state, kept, p, loss = (zero,) * states, [], [], 0.0
        h = []
        for t in range(T):
            state, values = forward(w, x[t].T, state)
            logits = w["W_hy"] @ state[0] + w["b_y"][:, None]  # (K, B)
            exp = np.exp(logits - logits.max(axis=0))
            kept.append(values)
            h.append(state[0])
            p.append(exp / exp.sum(axis=0))
            loss -= float(np.log(p[t][targets[t], columns]).sum())
        grads = {name: np.zeros_like(array) for name, array in w.items()}
        dstate = (zero,) * states
        for t in reversed(range(T)):
            dy = p[t]
            dy[targets[t], columns] -= 1
            dy /= T * B
            grads["W_hy"] += dy @ h[t].T
            grads["b_y"] += dy.sum(axis=1)
            dstate = backward(w, grads, kept[t], (dstate[0] + w["W_hy"].T @ dy, *dstate[1:]))
        return loss / (T * B), grads

    def gradients() -> tuple[float, float, Arrays]:
        loss, grads = forward_and_backward()
        return loss, float(np.sqrt(sum((g * g).sum() for g in grads.values()))), grads

    def step() -> float:
        nonlocal count
        loss, norm, grads = gradients()
        count += 1
        for name, g in grads.items():
            g *= min(1, MAX_NORM / norm)
            m[name] += (1 - BETAS[0]) * (g - m[name])
            v[name] += (1 - BETAS[1]) * (g * g - v[name])
            m_hat, v_hat = m[name] / (1 - BETAS[0] ** count), v[name] / (1 - BETAS[1] ** count)
            w[name] -= LR * m_hat / (np.sqrt(v_hat) + EPS)
        return loss

    return Contender(step, gradients, lambda: w)
