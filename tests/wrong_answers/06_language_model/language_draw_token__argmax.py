# mistake: The likeliest token is taken.
# named by: likeliest
import numpy as np


def draw_token(z, tau, u):
    p = np.exp((z - z.max()) / tau)
    p /= p.sum()
    return p, int(p.argmax())
