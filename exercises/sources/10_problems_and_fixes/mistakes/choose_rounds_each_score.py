"""Rounds each score before the mean.

task: board.choose
hint: board.choose.rounded_scores
"""

import numpy as np


def choose(scores, updates, rates):
    order = np.lexsort((rates, updates.mean(axis=1), -np.round(scores, 2).mean(axis=1)))
    return rates[order[0]], scores[order[0]].mean()
