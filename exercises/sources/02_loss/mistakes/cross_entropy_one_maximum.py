"""Subtracts one maximum from all rows.

task: loss.cross_entropy
hint: loss.cross_entropy.one_maximum
"""

import numpy as np


def cross_entropy(logits, targets):
    m = logits.max()
    loss = 0.0
    for z, k in zip(logits, targets, strict=True):
        loss += m + np.log(np.exp(z - m).sum()) - z[k]
    return loss / len(targets)
