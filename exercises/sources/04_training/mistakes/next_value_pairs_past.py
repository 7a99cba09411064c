"""Shifts the wrong way.

task: training.next_value_pairs
hint: training.next_value_pairs.past
"""


def next_value_pairs(series):
    column = series.reshape(-1, 1, 1)
    return column[1:], column[:-1]
