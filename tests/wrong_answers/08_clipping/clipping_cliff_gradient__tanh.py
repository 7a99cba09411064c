# mistake: The slope is that of tanh.
# named by: tanh
import numpy as np


def cliff_gradient(W_hh, b_h, T):
    sigmoid = lambda a: 1 / (1 + np.exp(-a))  # noqa: E731
    h = [sigmoid(0.5)]
    for t in range(T):
        h.append(sigmoid(W_hh * h[t] + b_h))
    dh = 2 * (h[-1] - 0.7)
    dW = db = 0
    for t in reversed(range(1, T + 1)):
        da = dh * (1 - h[t] ** 2)
        dW += da * h[t - 1]
        db += da
        dh = da * W_hh
    return dW, db
