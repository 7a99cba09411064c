# mistake: The sign is reversed, y - y_hat.
# named by: sign
import numpy as np


def mse_gradient(y_hat, y):
    T, O = y.shape
    grad = np.zeros((T, O))
    for t in range(T):
        for o in range(O):
            grad[t, o] = 2 * (y[t, o] - y_hat[t, o]) / T
    return grad
