"""Computes the probability before its logarithm.

task: loss.cross_entropy
hint: loss.cross_entropy.log_of_zero
"""

import numpy as np


def cross_entropy(logits, targets):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(len(p)), targets]).mean()
