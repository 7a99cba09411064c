# mistake: The argument step is ignored and a built-in 1e-5 is used.
# named by: step
import numpy as np


def numerical_gradient(f, w, step):
    eps = 1e-5
    it = np.nditer(w, flags=["multi_index"])
    g = np.zeros_like(w)
    for _ in it:
        k = it.multi_index
        a = w.copy()
        b = w.copy()
        a[k] += eps
        b[k] -= eps
        g[k] = (f(a) - f(b)) / (2 * eps)
    return g
