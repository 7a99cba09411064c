# mistake: The squared errors are summed and never divided by T.
# named by: divide|mean|steps
import numpy as np


def mse_loss(y_hat, y):
    loss = 0.0
    for t in range(len(y)):
        loss += np.dot(y_hat[t] - y[t], y_hat[t] - y[t])
    return loss
