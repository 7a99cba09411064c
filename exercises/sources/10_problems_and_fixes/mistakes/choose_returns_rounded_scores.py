"""Rounds each score before the mean, and returns that mean.

task: board.choose
hint: board.choose.rounded_scores_returned
"""

import numpy as np


def choose(scores, updates, rates):
    mean = scores.round(2).mean(axis=1)
    order = np.lexsort((rates, updates.mean(axis=1), -mean))
    return rates[order[0]], mean[order[0]]
