"""One set of statistics for all steps.

task: init.batch_norm
hint: init.batch_norm.all_steps_together
"""

import numpy as np


def batch_norm(v, mean, variance, training, momentum, eps):
    if not training:
        return (v - mean[:, None]) / np.sqrt(variance[:, None] + eps), mean, variance
    mu, var = v.mean(axis=(0, 1)), v.var(axis=(0, 1))
    v_hat = (v - mu) / np.sqrt(var + eps)
    mean = mean + momentum * (mu - mean)
    return v_hat, mean, variance + momentum * (var - variance)
