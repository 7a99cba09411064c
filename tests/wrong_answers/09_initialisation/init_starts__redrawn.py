# mistake: New random numbers are drawn instead of scaling z.
# named by: `z`|z is not|does not use|random|not used
import numpy as np


def starts(z):
    m, n = z.shape
    rng = np.random.default_rng(0)
    return rng.normal(0, np.sqrt(2 / (m + n)), z.shape), rng.normal(0, np.sqrt(2 / n), z.shape)
