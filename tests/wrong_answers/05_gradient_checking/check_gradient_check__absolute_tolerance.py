# mistake: The tolerance is eps ** (1/3) as an absolute number, not as a share of the largest slope, so with a tiny loss half of a gradient passes.
# named by: absolute tolerance|share of the largest|relative|small loss|largest slope
import numpy as np


def gradient_check(f, params, grads):
    out = {}
    base = float(f(params))
    for name, w in params.items():
        eps = float(np.finfo(w.dtype).eps)
        step = eps ** (1 / 3)
        ok = True
        for i in range(w.size):
            up, down = w.copy(), w.copy()
            up.flat[i] += step
            down.flat[i] -= step
            right = (float(f({**params, name: up})) - base) / step
            left = (base - float(f({**params, name: down}))) / step
            lo, hi = min(left, right), max(left, right)
            slack = step + 10 * eps * abs(base) / step
            g = grads[name].flat[i]
            if not (lo - slack <= g <= hi + slack):
                ok = False
        out[name] = ok
    return out
