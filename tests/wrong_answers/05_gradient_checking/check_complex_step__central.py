# mistake: a central difference, which has no digit left where the loss is large.
# named by: difference|subtract|imag|complex|large
import numpy as np


def complex_step(f, w):
    grad = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        p, m = w.copy(), w.copy()
        p[i] += 1e-5
        m[i] -= 1e-5
        grad[i] = (f(p) - f(m)) / 2e-5
    return grad
