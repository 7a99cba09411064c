"""The mean is over the names, not over the letters.

task: language.logit_gradient
hint: language.logit_gradient.by_names
"""

import numpy as np


def logit_gradient(logits, targets, mask):
    p = np.exp(logits - logits.max(axis=2, keepdims=True))
    p /= p.sum(axis=2, keepdims=True)
    return (p - np.eye(logits.shape[2])[targets]) * mask[..., None] / mask.shape[1]
