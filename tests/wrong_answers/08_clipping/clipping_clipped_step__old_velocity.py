# mistake: The parameters move by the velocity of the update before.
# named by: before this update|old|renew
import numpy as np


def clipped_step(params, grads, v, lr, momentum, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    scale = min(1.0, max_norm / norm)
    moved = {k: params[k] - lr * v[k] for k in params}
    return moved, {k: momentum * v[k] + scale * grads[k] for k in v}
