"""Differentiates the square and forgets 1/T.

task: loss.mse_gradient
hint: loss.mse_gradient.no_mean
"""


def mse_gradient(y_hat, y):
    return 2 * y_hat - 2 * y
