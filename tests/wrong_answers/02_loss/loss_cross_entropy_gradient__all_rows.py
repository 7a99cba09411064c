# mistake: dlogits[:, targets] -= 1 subtracts in every row for all targets.
# named by: each|index|row|own target|stored in `dlogits[:, targets]`
import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def cross_entropy_gradient(logits, targets):
    dlogits = softmax(logits)
    dlogits[:, targets] -= 1
    return dlogits / len(targets)
