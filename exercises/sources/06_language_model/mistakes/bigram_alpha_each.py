"""alpha is added to every pair, and the shorter context is not used.

task: language.bigram
hint: language.bigram.alpha_each
"""

from itertools import pairwise

import numpy as np


def bigram(tokens, shorter, alpha):
    V = len(shorter)
    count = np.full((V, V), alpha)
    for a, b in pairwise(tokens):
        count[a, b] += 1
    return count / count.sum(axis=1, keepdims=True)
