# mistake: m is the largest entry without the absolute value, so a gradient whose large entries are all negative overflows, or comes out as a negative norm.
# named by: absolute value|negative|np.abs|sign
import numpy as np


def global_norm(grads):
    m = max(float(np.max(g)) for g in grads.values())
    if m == 0:
        return 0.0
    squares = 0.0
    with np.errstate(over="ignore"):
        for g in grads.values():
            squares += np.sum(np.square(g / m))
    return m * np.sqrt(squares)
