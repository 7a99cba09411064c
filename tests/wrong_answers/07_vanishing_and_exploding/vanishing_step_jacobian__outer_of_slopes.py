# mistake: The slopes are multiplied from both sides.
# named by: both|column|once|row
import numpy as np


def step_jacobian(W_hh, h_t):
    D = np.diag(1 - h_t**2)
    return D @ W_hh @ D
