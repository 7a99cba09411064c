# mistake: a relative error, entry by entry, without a floor and without kinks.
# named by: kink|zero|rounding|float32|central
import numpy as np


def gradient_check(f, params, grads):
    ok = {}
    for name, w in params.items():
        step = float(np.finfo(w.dtype).eps) ** (1 / 3)
        found = np.zeros(w.shape)
        for i in np.ndindex(w.shape):
            p = {k: a.copy() for k, a in params.items()}
            m = {k: a.copy() for k, a in params.items()}
            p[name][i] += step
            m[name][i] -= step
            found[i] = (f(p) - f(m)) / (2 * step)
        scale = max(np.abs(found).max(), np.abs(grads[name]).max())
        ok[name] = bool(np.abs(found - grads[name]).max() <= 1e-2 * step / 6e-6 * 1e-4 * scale)
    return ok
