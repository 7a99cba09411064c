"""Looks for the last time.

task: vanishing.memory_horizon
hint: vanishing.memory_horizon.for_good
"""


def memory_horizon(lengths, fraction):
    k = len(lengths)
    while lengths[k - 1] < fraction * lengths[0]:
        k -= 1
    return k
