# mistake: It is divided by the root of the mean square, not by the deviation (RMS norm).
# named by: mean|deviation|variance|square
import numpy as np


def layer_norm(a, gamma, beta, eps):
    mu = a.mean(1)[:, None]
    rms = np.sqrt((a**2).mean(1)[:, None] + eps)
    return gamma * (a - mu) / rms + beta
