"""Stretches to T_max.

task: init.chrono
hint: init.chrono.width
"""

import numpy as np


def chrono(v, T_max):
    u = 1 + v * (T_max - 1)
    return np.log(u), -np.log(u)
