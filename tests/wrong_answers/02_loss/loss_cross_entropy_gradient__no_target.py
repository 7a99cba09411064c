# mistake: Only the probabilities are returned; the target is never subtracted.
# named by: target|subtract
import numpy as np


def cross_entropy_gradient(logits, targets):
    shifted = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(shifted)
    p /= p.sum(axis=1, keepdims=True)
    return p / len(targets)
