# mistake: A factor 1/2 stands in front, as in other books.
# named by: half|1/2|factor
import numpy as np


def mse_loss(y_hat, y):
    e = y_hat - y
    return 0.5 * np.einsum("to,to->", e, e) / e.shape[0]
