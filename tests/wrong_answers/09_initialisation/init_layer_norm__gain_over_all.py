# mistake: Gain and shift are applied before normalising.
# named by: before|gamma|gain|order|after
import numpy as np


def layer_norm(a, gamma, beta, eps):
    n = gamma * a + beta
    return (n - n.mean(1)[:, None]) / np.sqrt(n.var(1)[:, None] + eps)
