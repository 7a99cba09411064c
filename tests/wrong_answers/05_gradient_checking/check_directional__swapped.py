# mistake: found first, then predicted.
# named by: changed places
import numpy as np


def directional(f, params, grads, signs, step):
    M = sum(s.size for s in signs.values())
    u = {k: s / np.sqrt(M) for k, s in signs.items()}
    above = f({k: params[k] + step * u[k] for k in params})
    below = f({k: params[k] - step * u[k] for k in params})
    return (above - below) / (2 * step), sum((u[k] * grads[k]).sum() for k in params)
