# mistake: It is the gradient with respect to the probabilities (-1/p at the target), not to the scores.
# named by: probabilit|scores
import numpy as np


def cross_entropy_gradient(logits, targets):
    T, K = logits.shape
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    grad = np.zeros((T, K))
    for t in range(T):
        grad[t, targets[t]] = -1 / p[t, targets[t]]
    return grad / T
