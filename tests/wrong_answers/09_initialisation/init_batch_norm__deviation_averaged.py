# mistake: The running average is of the deviation, not of the variance.
# named by: deviation|variance|root
import numpy as np


def batch_norm(v, mean, variance, training, momentum, eps):
    m, s = mean, variance
    if training:
        m, s = v.mean(1), v.var(1)
        mean = mean + momentum * (m - mean)
        variance = variance + momentum * (np.sqrt(s) - variance)
    return (v - m[:, None]) / np.sqrt(s[:, None] + eps), mean, variance
