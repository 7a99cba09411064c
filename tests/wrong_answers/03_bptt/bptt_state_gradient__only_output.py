# mistake: The road through the next state is missing.
# named by: next|W_hh|road|only the output of this step
import numpy as np


def state_gradient(dy_t, dh_next, h_next, W_hy, W_hh):
    return np.einsum("oh,o->h", W_hy, dy_t)
