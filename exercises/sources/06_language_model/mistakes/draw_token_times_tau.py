"""The scores are multiplied by tau.

task: language.draw_token
hint: language.draw_token.multiplied
"""

import numpy as np


def draw_token(z, tau, u):
    s = z * tau - (z * tau).max()
    p = np.exp(s) / np.exp(s).sum()
    return p, int(np.argmax(np.cumsum(p) > u))
