# mistake: dgamma and dbeta are built from d_hat = gamma * dn instead of from dn.
# named by: gamma twice|dn itself|from dn|dn, not|multiplied by gamma|`dn` is overwritten
import numpy as np


def layer_norm_backward(dn, a, gamma, eps):
    mu = np.mean(a, axis=1)[:, None]
    inv = 1.0 / np.sqrt(np.var(a, axis=1)[:, None] + eps)
    hat = (a - mu) * inv
    d = gamma[None, :] * dn
    H = a.shape[1]
    da = inv / H * (H * d - d.sum(1)[:, None] - hat * (d * hat).sum(1)[:, None])
    dgamma = np.einsum("bh,bh->h", d, hat)
    dbeta = d.sum(axis=0)
    return da, dgamma, dbeta
