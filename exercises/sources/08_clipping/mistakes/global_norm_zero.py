"""Divides zero by zero.

task: clipping.global_norm
hint: clipping.global_norm.zero
"""

import numpy as np


def global_norm(grads):
    largest = np.max([np.abs(g).max() for g in grads.values()])
    return largest * np.sqrt(np.sum([np.sum(np.square(g / largest)) for g in grads.values()]))
