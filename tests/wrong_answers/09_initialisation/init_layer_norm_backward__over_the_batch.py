# mistake: The means are taken over the batch.
# named by: batch|axis|units|row
import numpy as np


def layer_norm_backward(dn, a, gamma, eps):
    s = np.sqrt(a.var(1)[:, None] + eps)
    h = (a - a.mean(1)[:, None]) / s
    d = gamma * dn
    da = (d - d.mean(0) - h * (d * h).mean(0)) / s
    return da, (dn * h).sum(0), dn.sum(0)
