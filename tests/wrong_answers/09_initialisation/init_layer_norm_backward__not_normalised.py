# mistake: dgamma is made with a instead of â.
# named by: â|a_hat|normalis
import numpy as np


def layer_norm_backward(dn, a, gamma, eps):
    s = np.sqrt(a.var(1)[:, None] + eps)
    h = (a - a.mean(1)[:, None]) / s
    d = gamma * dn
    da = (d - d.mean(1)[:, None] - h * (d * h).mean(1)[:, None]) / s
    return da, (dn * a).sum(0), dn.sum(0)
