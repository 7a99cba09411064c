# mistake: The variance divides by B - 1.
# named by: ddof|B - 1|n - 1|sample|np.var
import numpy as np


def batch_norm(v, mean, variance, training, momentum, eps):
    m, s = mean, variance
    if training:
        m, s = v.mean(1), v.var(1, ddof=1)
        mean = mean + momentum * (m - mean)
        variance = variance + momentum * (s - variance)
    return (v - m[:, None]) / np.sqrt(s[:, None] + eps), mean, variance
