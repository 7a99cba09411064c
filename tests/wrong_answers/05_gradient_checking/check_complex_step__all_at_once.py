# mistake: All entries are moved along the imaginary axis at once, so every entry of the result is the sum of all slopes.
# named by: at once|one entry at a time|one at a time|together|sum of all
import numpy as np


def complex_step(f, w):
    slope = np.imag(f(w + 1j * 1e-20)) / 1e-20
    return np.full(np.shape(w), slope)
