"""Takes exp of the scores as they are.

task: loss.cross_entropy_gradient
hint: loss.cross_entropy_gradient.overflow
"""

import numpy as np


def cross_entropy_gradient(logits, targets):
    p = np.exp(logits) / np.exp(logits).sum(axis=1)[:, None]
    p[np.arange(len(p)), targets] -= 1
    return p / len(p)
