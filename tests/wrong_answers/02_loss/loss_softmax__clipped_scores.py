# mistake: Scores are clipped to 500 against overflow, so large scores all become equal.
# named by: clip|subtract
import numpy as np


def softmax(z):
    z = np.clip(z, -500, 500)
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)
