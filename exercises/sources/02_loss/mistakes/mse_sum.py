"""Adds up and does not divide.

task: loss.mse
hint: loss.mse.sum
"""


def mse_loss(y_hat, y):
    total = 0.0
    for t in range(len(y)):
        e = y_hat[t] - y[t]
        total += e @ e
    return total
