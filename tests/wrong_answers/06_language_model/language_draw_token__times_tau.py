# mistake: The scores are multiplied by tau.
# named by: multipl|divid
import numpy as np


def draw_token(z, tau, u):
    s = z * tau - (z * tau).max()
    p = np.exp(s) / np.exp(s).sum()
    return p, int(np.argmax(np.cumsum(p) > u))
