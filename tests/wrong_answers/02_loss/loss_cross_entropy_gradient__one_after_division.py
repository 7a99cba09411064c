# mistake: The probabilities are divided by T first and the full 1 is subtracted afterwards.
# named by: divide|order|1/T|`T` applies to `softmax(logits)` alone
import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def cross_entropy_gradient(logits, targets):
    T = len(targets)
    grad = softmax(logits) / T
    for t in range(T):
        grad[t, targets[t]] -= 1
    return grad
