# mistake: The averages are moved in evaluation, too.
# named by: training|evaluation|moved|leave
import numpy as np


def batch_norm(v, mean, variance, training, momentum, eps):
    m, s = (v.mean(1), v.var(1)) if training else (mean, variance)
    v_hat = (v - m[:, None]) / np.sqrt(s[:, None] + eps)
    mean = (1 - momentum) * mean + momentum * v.mean(1)
    return v_hat, mean, (1 - momentum) * variance + momentum * v.var(1)
