# mistake: np.allclose with its own tolerances, on central differences.
# named by: kink|small|absolute|ten-millionth|float32|unit
import numpy as np


def gradient_check(f, params, grads):
    ok = {}
    for name, w in params.items():
        found = np.zeros(w.shape)
        for i in np.ndindex(w.shape):
            kept = w[i]
            w[i] = kept + 1e-5
            above = f(params)
            w[i] = kept - 1e-5
            below = f(params)
            w[i] = kept
            found[i] = (above - below) / 2e-5
        ok[name] = bool(np.allclose(grads[name], found))
    return ok
