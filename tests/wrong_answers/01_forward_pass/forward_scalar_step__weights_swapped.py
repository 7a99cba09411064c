# mistake: The two weights are exchanged, so W_hh multiplies the input and W_xh the state.
# named by: swapped|exchanged|each other|changed places
import numpy as np


def scalar_step(x, h_prev, W_xh, W_hh, b_h):
    from_input = x * W_hh
    from_state = h_prev * W_xh
    return np.tanh(from_input + from_state + b_h)
