# mistake: log_p[:, targets] picks every target in every row instead of one entry per row.
# named by: index|each|own target|arange
import numpy as np


def cross_entropy(logits, targets):
    z = logits - np.max(logits, axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -np.mean(log_p[:, targets])
