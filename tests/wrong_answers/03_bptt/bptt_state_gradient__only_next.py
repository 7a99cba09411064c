# mistake: The road through the own output is missing.
# named by: output|W_hy|road
import numpy as np


def state_gradient(dy_t, dh_next, h_next, W_hy, W_hh):
    da = dh_next * (1 - h_next**2)
    dh = np.zeros(len(da))
    for i in range(len(da)):
        for j in range(len(da)):
            dh[j] += W_hh[i, j] * da[i]
    return dh
