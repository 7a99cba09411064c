# mistake: The factor 1/T is missing.
# named by: 1/T|divide|mean|steps
import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def cross_entropy_gradient(logits, targets):
    d = softmax(logits)
    d[np.arange(len(targets)), targets] -= 1
    return d
