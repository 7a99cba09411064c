# mistake: each array's part of the direction is made a unit vector of its own.
# named by: all arrays together|each array|own|root|length
import numpy as np


def directional(f, params, grads, signs, step):
    u = {k: s / np.sqrt(s.size) for k, s in signs.items()}
    above = f({k: params[k] + step * u[k] for k in params})
    below = f({k: params[k] - step * u[k] for k in params})
    return sum((u[k] * grads[k]).sum() for k in params), (above - below) / (2 * step)
