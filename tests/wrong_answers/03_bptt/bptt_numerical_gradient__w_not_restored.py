# mistake: w is shifted in place and each entry is left lowered by step.
# named by: restor|in place|leave|changed|not put back
import numpy as np


def numerical_gradient(f, w, step):
    grad = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        w[i] += step
        f_plus = f(w)
        w[i] -= 2 * step
        f_minus = f(w)
        grad[i] = (f_plus - f_minus) / (2 * step)
    return grad
