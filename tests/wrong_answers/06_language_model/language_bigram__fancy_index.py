# mistake: Repeated pairs count once, for NumPy does not add up repeated places.
# named by: once|repeated|add up
import numpy as np


def bigram(tokens, shorter, alpha):
    count = np.zeros((len(shorter), len(shorter)))
    count[tokens[:-1], tokens[1:]] += 1
    return (count + alpha * shorter) / (count.sum(axis=1)[:, None] + alpha)
