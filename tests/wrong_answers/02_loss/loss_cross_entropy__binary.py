# mistake: The binary cross-entropy is used, with extra terms log(1 - p) for the other classes.
# named by: binary|other classes|1 - p
import numpy as np


def cross_entropy(logits, targets):
    T, K = logits.shape
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = np.clip(e / e.sum(axis=1, keepdims=True), 1e-15, 1 - 1e-15)
    y = np.zeros((T, K))
    y[range(T), targets] = 1
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)) / T
