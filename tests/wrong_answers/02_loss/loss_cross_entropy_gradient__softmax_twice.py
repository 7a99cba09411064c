# mistake: p - y is multiplied by another softmax derivative p (1 - p), which is already contained in it.
# named by: already|twice|derivative|softmax
import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def cross_entropy_gradient(logits, targets):
    p = softmax(logits)
    y = np.eye(logits.shape[1])[targets]
    return (p - y) * p * (1 - p) / len(targets)
