"""Gives a gradient to the right class alone.

task: loss.cross_entropy_gradient
hint: loss.cross_entropy_gradient.only_target
"""

import numpy as np


def cross_entropy_gradient(logits, targets):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    grad = np.zeros_like(p)
    for t, k in enumerate(targets):
        grad[t, k] = (p[t, k] - 1) / len(targets)
    return grad
