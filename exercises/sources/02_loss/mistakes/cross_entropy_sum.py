"""Adds the surprises up.

task: loss.cross_entropy
hint: loss.cross_entropy.sum
"""

import numpy as np


def cross_entropy(logits, targets):
    loss = 0.0
    for z, k in zip(logits, targets, strict=True):
        m = z.max()
        loss += m + np.log(np.sum(np.exp(z - m))) - z[k]
    return loss
