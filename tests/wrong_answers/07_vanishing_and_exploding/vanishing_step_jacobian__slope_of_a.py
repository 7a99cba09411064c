# mistake: tanh is applied to h_t once more: the slope is 1 - tanh(h_t)^2, though h_t is already the tanh.
# named by: already|once more|twice|tanh of h|second tanh
import numpy as np


def step_jacobian(W_hh, h_t):
    return np.diag(1.0 - np.tanh(h_t) ** 2) @ W_hh
