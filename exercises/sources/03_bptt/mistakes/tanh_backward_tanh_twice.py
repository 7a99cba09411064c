"""Takes h for a.

task: bptt.tanh_backward
hint: bptt.tanh_backward.tanh_twice
"""

import numpy as np


def tanh_backward(dh, h):
    return dh / np.cosh(h) ** 2
