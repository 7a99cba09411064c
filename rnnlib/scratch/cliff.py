"""The smallest network with a cliff: one sigmoid neuron, left to itself, and its gradient by BPTT.

W_hh and b_h are (n,), a network for each of n places on the map; h is (T+1, n), with h[0] = h_0.

Pascanu, Mikolov and Bengio (2013), "On the difficulty of training recurrent neural networks", ICML.
"""

import numpy as np

from rnnlib.scratch.functions import Array, sigmoid

FIRST, TARGET = 0.5, 0.7  # a_0, and what h_T should be


def forward(W_hh: Array, b_h: Array, T: int) -> Array:
    """Run T steps without an input; return h (T+1, n)."""
    h = np.zeros((T + 1, len(W_hh)))
    h[0] = sigmoid(np.full(len(W_hh), FIRST))  # h_0 = σ(a_0), (n,)
    for t in range(1, T + 1):
        a = W_hh * h[t - 1] + b_h  # a_t = W_hh h_{t-1} + b_h, (n,)
        h[t] = sigmoid(a)  # h_t = σ(a_t), (n,)
    return h


def loss(h: Array) -> Array:
    """Return the loss at each place, (n,)."""
    return (h[-1] - TARGET) ** 2  # L = (h_T − 0.7)²


def backward(W_hh: Array, h: Array) -> tuple[Array, Array]:
    """Backpropagate through time; return dW_hh and db_h, (n,) each."""
    dW_hh, db_h = np.zeros_like(W_hh), np.zeros_like(W_hh)
    dh = 2 * (h[-1] - TARGET)  # dh_T = 2 (h_T − 0.7), (n,)
    for t in range(len(h) - 1, 0, -1):
        da = h[t] * (1 - h[t]) * dh  # da_t = h_t (1 − h_t) dh_t, (n,)
        dW_hh += da * h[t - 1]  # dW_hh = Σ_t da_t h_{t-1}, (n,)
        db_h += da  # db_h = Σ_t da_t, (n,)
        dh = W_hh * da  # dh_{t-1} = W_hh da_t, (n,)
    return dW_hh, db_h
