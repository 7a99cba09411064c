"""Moves by the signs themselves.

task: check.directional
hint: check.directional.not_unit
"""

import numpy as np


def directional(f, params, grads, signs, step):
    above = f({k: params[k] + step * signs[k] for k in params})
    below = f({k: params[k] - step * signs[k] for k in params})
    return sum((signs[k] * grads[k]).sum() for k in params), (above - below) / (2 * step)
