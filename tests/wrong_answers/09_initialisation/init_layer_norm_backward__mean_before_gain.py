# mistake: The mean is taken of dn, not of γ ∘ dn.
# named by: gamma|γ|gain|dn
import numpy as np


def layer_norm_backward(dn, a, gamma, eps):
    s = np.sqrt(a.var(1)[:, None] + eps)
    h = (a - a.mean(1)[:, None]) / s
    d = gamma * dn
    da = (d - dn.mean(1)[:, None] - h * (dn * h).mean(1)[:, None]) / s
    return da, (dn * h).sum(0), dn.sum(0)
