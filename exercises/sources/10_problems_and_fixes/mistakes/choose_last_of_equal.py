"""Takes the last of settings that are equal in both.

task: board.choose
hint: board.choose.last_of_equal
"""

import numpy as np


def choose(scores, updates, rates):
    best, least = 0, (np.inf, np.inf)
    for i in range(len(rates)):
        rank = (-np.round(scores[i].mean(), 2), updates[i].sum())
        if rank <= least:
            best, least = i, rank
    return rates[best], scores[best].mean()
