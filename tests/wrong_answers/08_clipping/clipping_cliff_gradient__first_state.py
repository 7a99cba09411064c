# mistake: The first state is 0.5 itself, not its sigmoid.
# named by: first|sigmoid|0.5|h_0
import numpy as np


def cliff_gradient(W_hh, b_h, T):
    h = [0.5]
    for _ in range(T):
        h.append(1 / (1 + np.exp(-W_hh * h[-1] - b_h)))
    dh, dW, db = 2 * (h[T] - 0.7), 0.0, 0.0
    for t in range(T, 0, -1):
        da = h[t] * (1 - h[t]) * dh
        dW, db, dh = dW + da * h[t - 1], db + da, W_hh * da
    return dW, db
