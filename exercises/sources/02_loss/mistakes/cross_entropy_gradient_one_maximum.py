"""Subtracts one maximum from all rows.

task: loss.cross_entropy_gradient
hint: loss.cross_entropy_gradient.one_maximum
"""

import numpy as np


def cross_entropy_gradient(logits, targets):
    e = np.exp(logits - np.max(logits))
    p = e / e.sum(axis=1, keepdims=True)
    return (p - np.eye(logits.shape[1])[targets]) / len(targets)
