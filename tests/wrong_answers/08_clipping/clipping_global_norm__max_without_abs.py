# mistake: The largest entry is taken without its absolute value, so that negative gradients get a wrong unit.
# named by: absolute|negative|sign
import numpy as np


def global_norm(grads):
    v = np.concatenate([g.ravel() for g in grads.values()])
    m = v.max()
    if m == 0:
        return 0.0
    return m * np.sqrt(np.sum((v / m) ** 2))
