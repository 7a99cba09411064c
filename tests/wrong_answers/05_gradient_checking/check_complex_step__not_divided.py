# mistake: the imaginary part is not divided by the step.
# named by: divid|/ step|factor
import numpy as np


def complex_step(f, w):
    grad = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        z = w.astype(complex)
        z[i] += 1e-20j
        grad[i] = f(z).imag
    return grad
