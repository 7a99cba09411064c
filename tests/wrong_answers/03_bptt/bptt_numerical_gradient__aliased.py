# mistake: w_plus and w_minus are names for the same array, so the difference is zero.
# named by: copy|same array|zero
import numpy as np


def numerical_gradient(f, w, step):
    grad = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        w_plus = w.copy()
        w_minus = w_plus
        w_plus[i] += step
        w_minus[i] -= step
        grad[i] = (f(w_plus) - f(w_minus)) / (2 * step)
    return grad
