# mistake: Each sequence gets its own mean and these are averaged, so short sequences weigh too much.
# named by: sequence|weigh|mean of means
import numpy as np


def masked_mse(y_hat, y, mask):
    losses = []
    for b in range(mask.shape[1]):
        m = mask[:, b]
        d = y_hat[m, b] - y[m, b]
        losses.append((d**2).sum() / m.sum())
    return np.mean(losses)
