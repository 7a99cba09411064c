# mistake: It is divided by step instead of 2 * step.
# named by: 2|two|factor|divided by step
import numpy as np


def numerical_gradient(f, w, step):
    grad = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        e = np.zeros(w.shape)
        e[i] = step
        grad[i] = (f(w + e) - f(w - e)) / step
    return grad
