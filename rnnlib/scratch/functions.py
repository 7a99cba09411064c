"""Two functions that several listings use."""

from typing import Any

import numpy as np

Array = np.ndarray
Params = dict[str, np.ndarray]
Cache = dict[str, Any]


def sigmoid(a: Array) -> Array:
    """Return 1 / (1 + e^{−a}) of every entry; tanh, unlike e^{−a}, never overflows."""
    return (1 + np.tanh(a / 2)) / 2  # σ(a) = (1 + tanh(a/2)) / 2


def softmax(z: Array) -> Array:
    """Return e^{z_k} / Σ_j e^{z_j} of a vector; taking the largest off changes nothing but the overflow."""
    e = np.exp(z - np.max(z))  # e_k = e^{z_k − max z}
    return e / np.sum(e)  # p_k = e_k / Σ_j e_j
