"""Forgets the logarithm.

task: init.chrono
hint: init.chrono.no_log
"""

import numpy as np


def chrono(v, T_max):
    u = 1 + v * (T_max - 2)
    return u, -u
