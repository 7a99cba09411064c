# mistake: The softmax is taken over the batch, not over the letters.
# named by: axis|batch|letters
import numpy as np


def logit_gradient(logits, targets, mask):
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return (p - np.eye(logits.shape[2])[targets]) * mask[..., None] / mask.sum()
