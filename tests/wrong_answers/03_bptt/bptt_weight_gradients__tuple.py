# mistake: A tuple of three arrays is returned instead of a dict.
# named by: dict
import numpy as np


def weight_gradients(da, x, h):
    dW_xh = da.T @ x
    dW_hh = da.T @ h[:-1]
    db_h = np.ones(len(da)) @ da
    return dW_xh, dW_hh, db_h
