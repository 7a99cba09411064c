# mistake: The running averages are changed in place.
# named by: in place|changed its argument|given|unchanged
import numpy as np


def batch_norm(v, mean, variance, training, momentum, eps):
    m, s = mean, variance
    if training:
        m, s = v.mean(1), v.var(1)
        mean *= 1 - momentum
        mean += momentum * m
        variance *= 1 - momentum
        variance += momentum * s
    return (v - m[:, None]) / np.sqrt(s[:, None] + eps), mean, variance
