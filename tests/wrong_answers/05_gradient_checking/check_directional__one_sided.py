# mistake: the slope to one side only.
# named by: one side|both sides|forward|2 * step|- step|below
import numpy as np


def directional(f, params, grads, signs, step):
    M = sum(s.size for s in signs.values())
    u = {k: s / np.sqrt(M) for k, s in signs.items()}
    above = f({k: params[k] + step * u[k] for k in params})
    return sum((u[k] * grads[k]).sum() for k in params), (above - f(params)) / step
