"""Leaves out the 1/T.

task: loss.cross_entropy_gradient
hint: loss.cross_entropy_gradient.no_mean
"""

import numpy as np


def cross_entropy_gradient(logits, targets):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(p)), targets] -= 1
    return p
