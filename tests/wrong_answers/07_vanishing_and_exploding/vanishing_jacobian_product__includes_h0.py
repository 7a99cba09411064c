# mistake: h[0] is used for a Jacobian too and the last state is left out: the slopes are one step early.
# named by: h[0]|one step early|h_0|off by one|shifted
import numpy as np


def jacobian_product(W_hh, h):
    P = np.identity(len(W_hh))
    T = len(h) - 1
    for t in range(T):
        J = (1 - h[t] ** 2)[:, None] * W_hh
        P = J @ P
    return P
