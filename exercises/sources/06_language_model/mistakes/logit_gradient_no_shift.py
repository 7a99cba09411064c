"""Nothing is subtracted before the exponential, which overflows.

task: language.logit_gradient
hint: language.logit_gradient.overflow
"""

import numpy as np


def logit_gradient(logits, targets, mask):
    p = np.exp(logits)
    p = p / p.sum(axis=2, keepdims=True)
    return (p - np.eye(logits.shape[2])[targets]) * mask[..., None] / mask.sum()
