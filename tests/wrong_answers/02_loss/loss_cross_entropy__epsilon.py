# mistake: 1e-8 is added inside the logarithm, which caps the loss of very unlikely targets.
# named by: small|logarithm|1e|cap
import numpy as np


def cross_entropy(logits, targets):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.mean(np.log(p[np.arange(len(targets)), targets] + 1e-8))
