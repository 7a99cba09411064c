# mistake: The gradient is divided by T * B, all places, instead of by N, the number of real letters.
# named by: real letters|padding counted|all places|t * b|number of real|all T·B places
import numpy as np


def logit_gradient(logits, targets, mask):
    T, B, V = logits.shape
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    p[np.arange(T)[:, None], np.arange(B), targets] -= 1
    return p * mask[..., None] / (T * B)
