# mistake: np.mean divides by T * O, not by T only.
# named by: T * O|outputs|factor|mean
import numpy as np


def mse_loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)
