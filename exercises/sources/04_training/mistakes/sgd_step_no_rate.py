"""Subtracts the whole gradient.

task: training.sgd_step
hint: training.sgd_step.no_rate
"""

import numpy as np


def sgd_step(params, grads, lr):
    for name, array in params.items():
        np.subtract(array, grads[name], out=array)
