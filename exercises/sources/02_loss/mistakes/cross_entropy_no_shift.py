"""Takes exp of the scores as they are.

task: loss.cross_entropy
hint: loss.cross_entropy.overflow
"""

import numpy as np


def cross_entropy(logits, targets):
    log_sum = np.log(np.exp(logits).sum(axis=1))
    return np.mean(log_sum - logits[np.arange(len(targets)), targets])
