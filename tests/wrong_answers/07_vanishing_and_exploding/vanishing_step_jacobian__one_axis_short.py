# mistake: Broadcasting puts the slopes on the columns.
# named by: column|row
import numpy as np


def step_jacobian(W_hh, h_t):
    slope = 1 - h_t * h_t
    J = np.zeros_like(W_hh)
    for i in range(len(h_t)):
        for j in range(len(h_t)):
            J[i, j] = slope[j] * W_hh[i, j]
    return J
