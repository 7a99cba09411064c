# mistake: The gradient is summed over the steps, leaving (O,).
# named by: shape|sum
import numpy as np


def mse_gradient(y_hat, y):
    return 2 / len(y) * np.sum(y_hat - y, axis=0)
