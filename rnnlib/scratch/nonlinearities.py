"""Nonlinearities f, each with its slope f'(a) written in terms of h = f(a), and the steepest slope it has."""

import numpy as np

from rnnlib.scratch.functions import Array, sigmoid


def relu(a: Array) -> Array:
    """Return a where it is positive, else 0."""
    return np.maximum(a, 0.0)


def same(a: Array) -> Array:
    """Return a itself: no nonlinearity."""
    return 1.0 * a


def tanh(a: Array) -> Array:
    """Return tanh(a)."""
    return np.tanh(a)


def tanh_slope(h: Array) -> Array:
    """Return f'(a) = 1 − h²; at most 1."""
    return 1 - h**2


def relu_slope(h: Array) -> Array:
    """Return f'(a): 1 where the unit is active, else 0."""
    return np.where(h > 0, 1.0, 0.0)


def sigmoid_slope(h: Array) -> Array:
    """Return f'(a) = h (1 − h); at most 1/4."""
    return h * (1 - h)


def same_slope(h: Array) -> Array:
    """Return f'(a) = 1."""
    return np.ones_like(h)


F = {"tanh": tanh, "ReLU": relu, "sigmoid": sigmoid, "none": same}
SLOPE = {"tanh": tanh_slope, "ReLU": relu_slope, "sigmoid": sigmoid_slope, "none": same_slope}
STEEPEST = {"tanh": 1.0, "ReLU": 1.0, "sigmoid": 0.25, "none": 1.0}  # γ: no slope of f is larger
