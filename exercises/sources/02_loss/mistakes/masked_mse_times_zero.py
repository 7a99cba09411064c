"""Multiplies padding by zero.

task: loss.masked_mse
hint: loss.masked_mse.times_zero
"""


def masked_mse(y_hat, y, mask):
    squared = ((y_hat - y) ** 2).sum(axis=2) * mask
    return squared.sum() / mask.sum()
