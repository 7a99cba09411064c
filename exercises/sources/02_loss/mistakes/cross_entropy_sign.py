"""Forgets the minus sign.

task: loss.cross_entropy
hint: loss.cross_entropy.sign
"""

import numpy as np


def cross_entropy(logits, targets):
    z = logits - logits.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(z).sum(axis=1))
    return np.mean(z[range(len(z)), targets] - log_sum)
