# mistake: The scores are divided by their maximum instead of subtracting it.
# named by: subtract|divid
import numpy as np


def softmax(z):
    scaled = z / np.abs(z).max(axis=1, keepdims=True)
    e = np.exp(scaled)
    return e / e.sum(axis=1, keepdims=True)
