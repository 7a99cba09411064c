# mistake: Only the first three entries of every array are checked, to save time, so a slip in another entry is not seen.
# named by: every entry|all entries|some entries|first entries|not checked
import numpy as np


def gradient_check(f, params, grads):
    f0 = float(f(params))
    out = {}
    for name, w in params.items():
        eps = float(np.finfo(w.dtype).eps)
        d = eps ** (1 / 3)
        n = min(3, w.size)
        pairs = np.zeros((n, 2))
        for i in range(n):
            for side, s in enumerate((-d, d)):
                moved = w.copy()
                moved.flat[i] += s
                pairs[i, side] = (float(f({**params, name: moved})) - f0) / s
        tol = d * np.abs(pairs).max() + 10 * eps * abs(f0) / d
        g = grads[name].ravel()[:n]
        inside = (g >= pairs.min(axis=1) - tol) & (g <= pairs.max(axis=1) + tol)
        out[name] = bool(inside.all() and not np.isnan(g).any())
    return out
