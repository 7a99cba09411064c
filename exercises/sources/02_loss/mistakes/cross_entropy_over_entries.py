"""Averages over a table that is zero but for the targets.

task: loss.cross_entropy
hint: loss.cross_entropy.over_entries
"""

import numpy as np


def cross_entropy(logits, targets):
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    one_hot = np.zeros_like(z)
    one_hot[np.arange(len(z)), targets] = 1
    return -np.mean(one_hot * log_p)
