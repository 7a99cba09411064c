"""Does not ask whether it trains.

task: init.batch_norm
hint: init.batch_norm.always_training
"""

import numpy as np


def batch_norm(v, mean, variance, training, momentum, eps):
    mu, var = v.mean(1), v.var(1)
    v_hat = (v - mu[:, None]) / np.sqrt(var[:, None] + eps)
    mean = (1 - momentum) * mean + momentum * mu
    return v_hat, mean, (1 - momentum) * variance + momentum * var
