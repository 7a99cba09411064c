# mistake: a tolerance of one per cent.
# named by: thousandth|tolerance|loose|one entry
import numpy as np


def gradient_check(f, params, grads):
    ok, here = {}, f(params)
    for name, w in params.items():
        eps = np.finfo(w.dtype).eps
        step = w.dtype.type(eps ** (1 / 3))
        left, right = np.zeros(w.shape), np.zeros(w.shape)
        for i in np.ndindex(w.shape):
            kept = w[i]
            w[i] = kept + step
            right[i] = (f(params) - here) / step
            w[i] = kept - step
            left[i] = (here - f(params)) / step
            w[i] = kept
        slack = 1e-2 * max(abs(left).max(), abs(right).max()) + 10 * eps * abs(here) / step
        inside = (np.minimum(left, right) - slack <= grads[name]) & (
            grads[name] <= np.maximum(left, right) + slack
        )
        ok[name] = bool(inside.all())
    return ok
