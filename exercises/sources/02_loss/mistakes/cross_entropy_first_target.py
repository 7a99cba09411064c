"""Reads the score of the first target at every step.

task: loss.cross_entropy
hint: mutant
"""

import numpy as np


def cross_entropy(logits, targets):
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -log_p[:, targets[0]].mean()
