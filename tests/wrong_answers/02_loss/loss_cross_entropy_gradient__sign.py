# mistake: The sign is reversed: one-hot minus p.
# named by: sign
import numpy as np


def cross_entropy_gradient(logits, targets):
    T, K = logits.shape
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    onehot = (np.arange(K)[None, :] == targets[:, None]).astype(float)
    return (onehot - p) / T
