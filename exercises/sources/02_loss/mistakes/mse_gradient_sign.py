"""Subtracts the prediction from the target.

task: loss.mse_gradient
hint: loss.mse_gradient.sign
"""


def mse_gradient(y_hat, y):
    error = y - y_hat
    return 2 / len(y) * error
