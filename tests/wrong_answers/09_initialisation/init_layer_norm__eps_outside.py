# mistake: eps is added to the deviation, after the square root, instead of to the variance under it.
# named by: under the root|inside the root|outside the root|to the variance|added to the deviation
import numpy as np


def layer_norm(a, gamma, beta, eps):
    centred = a - a.mean(axis=1, keepdims=True)
    sd = np.sqrt((centred**2).mean(axis=1, keepdims=True))
    return gamma * (centred / (sd + eps)) + beta
