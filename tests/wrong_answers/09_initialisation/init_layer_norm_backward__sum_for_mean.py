# mistake: Sums over the units stand where means belong.
# named by: mean|sum|divide
import numpy as np


def layer_norm_backward(dn, a, gamma, eps):
    s = np.sqrt(a.var(1)[:, None] + eps)
    h = (a - a.mean(1)[:, None]) / s
    d = gamma * dn
    da = (d - d.sum(1)[:, None] - h * (d * h).sum(1)[:, None]) / s
    return da, (dn * h).sum(0), dn.sum(0)
