# mistake: The mean is not subtracted above the line.
# named by: mean|μ|subtract|centre
import numpy as np


def layer_norm(a, gamma, beta, eps):
    s = np.sqrt(a.var(1)[:, None] + eps)
    return gamma * a / s + beta
