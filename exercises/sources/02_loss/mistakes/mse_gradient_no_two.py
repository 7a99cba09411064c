"""Keeps 1/T and forgets the square.

task: loss.mse_gradient
hint: loss.mse_gradient.no_two
"""


def mse_gradient(y_hat, y):
    T = y.shape[0]
    return (y_hat - y) * (1.0 / T)
