# mistake: The term of the deviation is added.
# named by: sign|added|subtract|minus
import numpy as np


def layer_norm_backward(dn, a, gamma, eps):
    s = np.sqrt(a.var(1)[:, None] + eps)
    h = (a - a.mean(1)[:, None]) / s
    d = gamma * dn
    da = (d - d.mean(1)[:, None] + h * (d * h).mean(1)[:, None]) / s
    return da, (dn * h).sum(0), dn.sum(0)
