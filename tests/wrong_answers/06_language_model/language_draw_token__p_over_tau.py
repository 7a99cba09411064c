# mistake: The probabilities are divided by tau, which the normalisation takes out again.
# named by: tau|scores
import numpy as np


def draw_token(z, tau, u):
    p = np.exp(z - z.max())
    p = p / p.sum() / tau
    p /= p.sum()
    return p, int(np.searchsorted(np.cumsum(p), u, side="right"))
