"""Clips the velocity.

task: clipping.clipped_step
hint: clipping.clipped_step.clip_velocity
"""

import numpy as np


def clipped_step(params, grads, v, lr, momentum, max_norm):
    v = {name: grads[name] + momentum * v[name] for name in v}
    norm = np.linalg.norm(np.concatenate([a.ravel() for a in v.values()]))
    if norm > max_norm:
        v = {name: a / norm * max_norm for name, a in v.items()}
    return {name: w - lr * v[name] for name, w in params.items()}, v
