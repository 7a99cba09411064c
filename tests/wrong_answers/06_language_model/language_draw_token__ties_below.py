# mistake: A sum that is equal to u is taken already, though the sum must exceed u.
# named by: exceed|equal|strict|u <|side
import numpy as np


def draw_token(z, tau, u):
    e = np.exp(z / tau - np.max(z / tau))
    p = e / e.sum()
    total = 0.0
    for k in range(len(p)):
        total += p[k]
        if total >= u:
            return p, k
    return p, len(p) - 1
