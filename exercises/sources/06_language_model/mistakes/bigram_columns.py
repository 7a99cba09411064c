"""The columns sum to one, not the rows.

task: language.bigram
hint: language.bigram.columns
"""

from itertools import pairwise

import numpy as np


def bigram(tokens, shorter, alpha):
    count = np.zeros((len(shorter),) * 2)
    for a, b in pairwise(tokens):
        count[a, b] += 1
    count += alpha * shorter
    return count / count.sum(axis=0)
