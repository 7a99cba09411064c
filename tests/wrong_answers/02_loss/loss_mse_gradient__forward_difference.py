# mistake: A coarse forward difference approximates the derivative instead of computing it.
# named by: exact|approximat|derivative
import numpy as np


def mse_gradient(y_hat, y):
    def loss(p):
        return np.sum((p - y) ** 2) / len(y)

    eps = 1e-3
    grad = np.zeros_like(y_hat)
    for idx in np.ndindex(*y_hat.shape):
        p = y_hat.copy()
        p[idx] += eps
        grad[idx] = (loss(p) - loss(y_hat)) / eps
    return grad
