"""Adds eps to the deviation.

task: init.layer_norm
hint: init.layer_norm.eps_outside
"""

import numpy as np


def layer_norm(a, gamma, beta, eps):
    a_hat = (a - a.mean(-1)[:, None]) / (a.std(-1)[:, None] + eps)
    return a_hat * gamma + beta
