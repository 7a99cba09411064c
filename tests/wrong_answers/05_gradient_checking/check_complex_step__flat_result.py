# mistake: The slopes come back as a flat vector, not in the shape of w.
# named by: shape|flat|reshape
import numpy as np


def complex_step(f, w):
    slopes = []
    for i in range(w.size):
        z = w.astype(complex).ravel()
        z[i] += 1e-20j
        slopes.append(f(z.reshape(w.shape)).imag / 1e-20)
    return np.array(slopes)
