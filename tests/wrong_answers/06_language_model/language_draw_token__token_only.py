# mistake: Only the token comes back.
# named by: only one
import numpy as np


def draw_token(z, tau, u):
    p = np.exp((z - z.max()) / tau)
    p /= p.sum()
    return int(np.argmax(np.cumsum(p) > u))
