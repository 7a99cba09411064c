# mistake: While training, the batch is normalised with the updated running averages instead of with its own statistics.
# named by: own statistics|statistics of the batch|running average|while training
import numpy as np


def batch_norm(v, mean, variance, training, momentum, eps):
    if training:
        mean = (1 - momentum) * mean + momentum * v.mean(axis=1)
        variance = (1 - momentum) * variance + momentum * np.var(v, axis=1)
    v_hat = (v - mean[:, None]) / np.sqrt(variance[:, None] + eps)
    return v_hat, mean, variance
