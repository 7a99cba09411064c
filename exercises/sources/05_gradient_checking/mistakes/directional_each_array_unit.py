"""Makes a unit vector of each array.

task: check.directional
hint: check.directional.each_array_unit
"""

import numpy as np


def directional(f, params, grads, signs, step):
    u = {k: s / np.linalg.norm(s) for k, s in signs.items()}
    above = f({k: params[k] + step * u[k] for k in params})
    below = f({k: params[k] - step * u[k] for k in params})
    return sum(np.sum(u[k] * grads[k]) for k in params), (above - below) / (2 * step)
