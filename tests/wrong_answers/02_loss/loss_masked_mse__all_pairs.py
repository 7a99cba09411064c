# mistake: It is divided by all T * B pairs, padding included, instead of the N real ones.
# named by: padding|real
import numpy as np


def masked_mse(y_hat, y, mask):
    T, B = mask.shape
    total = 0.0
    for t in range(T):
        for b in range(B):
            if mask[t, b]:
                total += np.sum((y_hat[t, b] - y[t, b]) ** 2)
    return total / (T * B)
