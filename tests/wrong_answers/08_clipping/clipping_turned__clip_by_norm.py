# mistake: The gradient is scaled down by its norm, which never turns it, instead of cut entry by entry.
# named by: by norm|never turns|by value|entry by entry|scaled
import numpy as np


def turned(grads, limit):
    g = np.hstack([np.ravel(v) for v in grads.values()])
    c = g * min(1.0, limit / np.linalg.norm(g))
    cos = np.dot(g, c) / (np.linalg.norm(g) * np.linalg.norm(c))
    return float(np.degrees(np.arccos(min(cos, 1.0))))
