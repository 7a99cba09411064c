# mistake: The sum is compared before the token's own probability is added, so the token comes out one too far.
# named by: one too|next token|off by one|own probability|too late
import numpy as np


def draw_token(z, tau, u):
    s = z / tau
    e = np.exp(s - np.max(s))
    p = e / e.sum()
    token, below = 0, 0.0
    while below <= u and token < len(p) - 1:
        below += p[token]
        token += 1
    return p, token
