# mistake: The difference of the two sides is divided by step instead of 2 * step, so every slope is twice too large.
# named by: 2 * step|twice|two steps|2 delta|factor 2|divided by step
import numpy as np


def central_difference(f, w, i, step):
    e = np.zeros(w.size)
    e[i] = step
    e = e.reshape(w.shape)
    return (f(w + e) - f(w - e)) / step
