"""Knows the central difference alone.

task: check.gradient_check
hint: check.gradient_check.case_10
"""

import numpy as np


def gradient_check(f, params, grads):
    ok, here = {}, f(params)
    for name, w in params.items():
        eps = np.finfo(w.dtype).eps
        step = w.dtype.type(eps ** (1 / 3))
        found = np.zeros(w.shape)
        for i in np.ndindex(w.shape):
            kept = w[i]
            w[i] = kept + step
            above = f(params)
            w[i] = kept - step
            found[i] = (above - f(params)) / (2 * step)
            w[i] = kept
        slack = 2 * eps ** (1 / 3) * abs(found).max() + 10 * eps * abs(here) / step
        ok[name] = bool(np.all(abs(found - grads[name]) <= slack))
    return ok
