# mistake: The flag training is ignored: it always normalises with the batch and moves the averages.
# named by: flag|not training|training is false|when training is|always the batch|is not asked
import numpy as np


def batch_norm(v, mean, variance, training, momentum, eps):
    T, B, H = v.shape
    v_hat = np.zeros_like(v)
    new_mean, new_variance = mean.copy(), variance.copy()
    for t in range(T):
        mu, var = v[t].mean(axis=0), v[t].var(axis=0)
        v_hat[t] = (v[t] - mu) / np.sqrt(var + eps)
        new_mean[t] = (1 - momentum) * mean[t] + momentum * mu
        new_variance[t] = (1 - momentum) * variance[t] + momentum * var
    return v_hat, new_mean, new_variance
