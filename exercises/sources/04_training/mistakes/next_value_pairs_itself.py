"""Uses the input as the target.

task: training.next_value_pairs
hint: training.next_value_pairs.itself
"""


def next_value_pairs(series):
    x = series[:-1].reshape(-1, 1, 1)
    return x, x.copy()
