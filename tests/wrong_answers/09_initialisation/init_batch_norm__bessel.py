# mistake: The running variance uses the unbiased variance, ddof=1, as PyTorch does, instead of np.var as it is.
# named by: ddof|unbiased|b - 1|np.var
import numpy as np


def batch_norm(v, mean, variance, training, momentum, eps):
    if training:
        m = v.mean(axis=1)
        s2 = v.var(axis=1)
        v_hat = (v - m[:, None]) / np.sqrt(s2[:, None] + eps)
        s2_unbiased = v.var(axis=1, ddof=1)
        mean = (1 - momentum) * mean + momentum * m
        variance = (1 - momentum) * variance + momentum * s2_unbiased
        return v_hat, mean, variance
    return (v - mean[:, None]) / np.sqrt(variance[:, None] + eps), mean, variance
