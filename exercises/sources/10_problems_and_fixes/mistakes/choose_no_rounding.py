"""Compares all digits.

task: board.choose
hint: board.choose.all_digits
"""

import numpy as np


def choose(scores, updates, rates):
    i = scores.mean(axis=1).argmax()
    return rates[i], scores[i].mean()
