# mistake: The logarithm to base 2 is used instead of the natural one.
# named by: natural|base|log2
import numpy as np


def cross_entropy(logits, targets):
    T = len(targets)
    z = logits - logits.max(axis=1)[:, None]
    p = np.exp(z) / np.exp(z).sum(axis=1)[:, None]
    total = 0
    for t in range(T):
        total -= np.log2(p[t, targets[t]])
    return total / T
