# mistake: The largest score is not subtracted, so large scores overflow to NaN.
# named by: overflow|subtract|largest score|nan
import numpy as np


def draw_token(z, tau, u):
    with np.errstate(all="ignore"):
        p = np.exp(z / tau)
        p = p / p.sum()
    total = 0.0
    for k, pk in enumerate(p):
        total += pk
        if u < total:
            return p, k
    return p, len(p) - 1
