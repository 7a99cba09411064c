"""Normalises each unit over the batch.

task: init.layer_norm
hint: init.layer_norm.over_the_batch
"""

import numpy as np


def layer_norm(a, gamma, beta, eps):
    a_hat = (a - np.mean(a, axis=0)) / np.sqrt(np.var(a, axis=0) + eps)
    return gamma * a_hat + beta
