# mistake: All entries are shifted together, so every entry gets the sum of all derivatives.
# named by: one|single|entry|together
import numpy as np


def numerical_gradient(f, w, step):
    slope = (f(w + step) - f(w - step)) / (2 * step)
    return np.full(w.shape, slope)
