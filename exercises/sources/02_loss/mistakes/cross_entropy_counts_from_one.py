"""Counts the classes from 1.

task: loss.cross_entropy
hint: loss.cross_entropy.counts_from_one
"""

import numpy as np


def cross_entropy(logits, targets):
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -log_p[np.arange(len(targets)), targets - 1].mean()
