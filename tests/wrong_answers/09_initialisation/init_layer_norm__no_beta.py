# mistake: The shift is not added.
# named by: beta|β|shift
import numpy as np


def layer_norm(a, gamma, beta, eps):
    mu = a.mean(1)[:, None]
    s = np.sqrt(((a - mu) ** 2).mean(1)[:, None] + eps)
    return gamma * ((a - mu) / s)
