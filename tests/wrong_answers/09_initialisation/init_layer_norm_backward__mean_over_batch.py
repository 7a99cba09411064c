# mistake: dgamma and dbeta are means over the batch instead of sums.
# named by: sum over|sums|mean over the batch|batch size|means over the batch
import numpy as np


def layer_norm_backward(dn, a, gamma, eps):
    def m(x):
        return x.mean(axis=-1, keepdims=True)

    sigma = np.sqrt(m((a - m(a)) ** 2) + eps)
    xhat = (a - m(a)) / sigma
    dx = dn * gamma
    da = (dx - m(dx) - xhat * m(dx * xhat)) / sigma
    return da, (dn * xhat).mean(axis=0), dn.mean(axis=0)
