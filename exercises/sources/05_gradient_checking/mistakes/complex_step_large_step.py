"""Takes the step of a central difference.

task: check.complex_step
hint: check.complex_step.large_step
"""

import numpy as np


def complex_step(f, w):
    grad = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        z = w + 0j
        z[i] += 0.01j
        grad[i] = np.imag(f(z)) / 0.01
    return grad
