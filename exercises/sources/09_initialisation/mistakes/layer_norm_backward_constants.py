"""Holds mean and deviation fixed.

task: init.layer_norm_backward
hint: init.layer_norm_backward.constants
"""

import numpy as np


def layer_norm_backward(dn, a, gamma, eps):
    s = np.sqrt(a.var(-1)[:, None] + eps)
    a_hat = (a - a.mean(-1)[:, None]) / s
    return dn * gamma / s, np.sum(dn * a_hat, axis=0), np.sum(dn, axis=0)
