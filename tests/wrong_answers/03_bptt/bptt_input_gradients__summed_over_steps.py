# mistake: dh0 sums over all steps as for a shared weight, although h0 enters directly only at step 1.
# named by: first|only|sum
import numpy as np


def input_gradients(da, W_xh, W_hh):
    dx = np.einsum("th,hd->td", da, W_xh)
    dh0 = np.einsum("th,hk->k", da, W_hh)
    return dx, dh0
