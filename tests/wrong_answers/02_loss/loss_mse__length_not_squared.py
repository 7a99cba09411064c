# mistake: The mean of the lengths is taken, not of the squared lengths.
# named by: squar
import numpy as np


def mse_loss(y_hat, y):
    lengths = np.linalg.norm(y_hat - y, axis=1)
    return lengths.mean()
