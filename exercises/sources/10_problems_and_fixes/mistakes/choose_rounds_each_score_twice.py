"""Rounds each score before the mean, and the mean again.

task: board.choose
hint: board.choose.rounded_scores
"""

import numpy as np


def choose(scores, updates, rates):
    def rank(i):
        return -round(float(np.round(scores[i], 2).mean()), 2), updates[i].mean(), rates[i]

    best = min(range(len(rates)), key=rank)
    return rates[best], scores[best].mean()
