# mistake: Each array of the gradient is clipped by its own norm.
# named by: each array|own norm|common|global
import numpy as np


def clipped_step(params, grads, v, lr, momentum, max_norm):
    out, new_v = {}, {}
    for k in params:
        g = grads[k] * min(1.0, max_norm / np.linalg.norm(grads[k]))
        new_v[k] = momentum * v[k] + g
        out[k] = params[k] - lr * new_v[k]
    return out, new_v
