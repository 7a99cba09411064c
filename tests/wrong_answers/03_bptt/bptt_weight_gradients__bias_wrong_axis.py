# mistake: db_h is summed over the neurons (axis 1) and has shape (T,).
# named by: axis|shape
import numpy as np


def weight_gradients(da, x, h):
    grads = {"W_xh": np.dot(da.T, x), "W_hh": np.dot(da.T, h[:-1])}
    grads["b_h"] = da.sum(axis=1)
    return grads
