"""Compares with the fraction itself.

task: vanishing.memory_horizon
hint: vanishing.memory_horizon.absolute
"""


def memory_horizon(lengths, fraction):
    k = 0
    while k < len(lengths) and lengths[k] >= fraction:
        k += 1
    return k
