# mistake: the real part is taken.
# named by: imag|real
import numpy as np


def complex_step(f, w):
    grad = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        z = w.astype(complex)
        z[i] += 1e-20j
        grad[i] = f(z).real / 1e-20
    return grad
