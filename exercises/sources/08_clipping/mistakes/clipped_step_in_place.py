"""Moves the arrays that it was given.

task: clipping.clipped_step
hint: modified_input
"""

import numpy as np


def clipped_step(params, grads, v, lr, momentum, max_norm):
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in grads.values()]))
    for name in params:
        v[name] *= momentum
        v[name] += grads[name] * min(1, max_norm / norm)
        params[name] -= lr * v[name]
    return params, v
