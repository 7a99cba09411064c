# mistake: alpha is added to every pair, and the shorter context is not used.
# named by: alpha|shorter
import numpy as np


def bigram(tokens, shorter, alpha):
    V = len(shorter)
    count = np.full((V, V), alpha)
    for a, b in zip(tokens[:-1], tokens[1:], strict=True):
        count[a, b] += 1
    return count / count.sum(axis=1, keepdims=True)
