# mistake: The largest score of the whole batch is subtracted instead of the largest of each place, so a place with much lower scores underflows to 0/0.
# named by: each place|whole batch|underflow|own largest|largest of
import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum(axis=-1, keepdims=True)


def logit_gradient(logits, targets, mask):
    with np.errstate(all="ignore"):
        d = softmax(logits) - np.eye(logits.shape[-1])[targets]
    return np.where(mask[..., None], d, 0.0) / np.count_nonzero(mask)
