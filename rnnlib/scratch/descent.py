"""A step down: gradients added up, clipped, and two rules that move the parameters.

Pascanu, Mikolov and Bengio (2013), "On the difficulty of training recurrent neural networks", ICML.
Kingma and Ba (2015), "Adam: a method for stochastic optimization", ICLR.
"""

import numpy as np

from rnnlib.scratch.functions import Params


def add(total: Params, grads: Params) -> None:
    """Add gradients to a total that has their names, in place."""
    for name in grads:
        total[name] += grads[name]  # dW = Σ_b dW_b


def length(grads: Params) -> float:
    """Return the norm of all gradients together."""
    square = 0.0
    for name in grads:
        square = square + np.sum(grads[name] ** 2)  # Σ over all arrays and entries dW²
    return np.sqrt(square)


def clip(grads: Params, most: float) -> float:
    """Shrink all gradients together, in place, to a norm of at most `most`; return the norm before."""
    norm = length(grads)
    if norm > most:
        for name in grads:
            grads[name] *= most / norm  # dW ← dW · min(1, most / norm)
    return norm


def momentum(params: Params, grads: Params, v: Params, s: Params, n: int, lr: float) -> None:
    """Step n of gradient descent with μ = 0.9, in place; s is not used."""
    for name in params:
        v[name] = 0.9 * v[name] + grads[name]  # v ← μ v + dW
        params[name] -= lr * v[name]  # W ← W − η v


def adam(params: Params, grads: Params, v: Params, s: Params, n: int, lr: float) -> None:
    """Step n of Adam with β₁ = 0.9 and β₂ = 0.999, in place."""
    for name in params:
        v[name] = 0.9 * v[name] + 0.1 * grads[name]  # m ← β₁ m + (1 − β₁) dW
        s[name] = 0.999 * s[name] + 0.001 * grads[name] ** 2  # s ← β₂ s + (1 − β₂) dW²
        v_hat = v[name] / (1 - 0.9**n)  # m̂ = m / (1 − β₁ⁿ)
        s_hat = s[name] / (1 - 0.999**n)  # ŝ = s / (1 − β₂ⁿ)
        params[name] -= lr * v_hat / (np.sqrt(s_hat) + 1e-8)  # W ← W − η m̂ / (√ŝ + ε)


RULES = {"Adam": adam, "momentum": momentum}
