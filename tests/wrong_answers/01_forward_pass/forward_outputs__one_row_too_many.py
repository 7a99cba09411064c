# mistake: An output for h_0 is included too, so there are T + 1 rows.
# named by: h_0|T + 1|row
import numpy as np


def rnn_outputs(h, W_hy, b_y):
    return np.einsum("th,oh->to", h, W_hy) + b_y
