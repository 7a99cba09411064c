# mistake: The gradient enters the velocity with the weight 1 - momentum.
# named by: 1 - momentum|weight|average|momentum
import numpy as np


def clipped_step(params, grads, v, lr, momentum, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    scale = min(1.0, max_norm / norm)
    v = {k: momentum * v[k] + (1 - momentum) * scale * grads[k] for k in v}
    return {k: params[k] - lr * v[k] for k in params}, v
