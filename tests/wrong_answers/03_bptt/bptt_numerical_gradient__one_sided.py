# mistake: A forward difference is used instead of the central one.
# named by: central|both|side|forward
import numpy as np


def numerical_gradient(f, w, step):
    base = f(w)
    grad = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        moved = w.copy()
        moved[i] += step
        grad[i] = (f(moved) - base) / step
    return grad
