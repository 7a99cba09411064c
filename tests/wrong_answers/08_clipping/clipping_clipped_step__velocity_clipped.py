# mistake: The velocity is clipped instead of the gradient.
# named by: velocity is clipped
import numpy as np


def clipped_step(params, grads, v, lr, momentum, max_norm):
    v = {k: momentum * v[k] + grads[k] for k in v}
    norm = np.sqrt(sum(np.sum(a**2) for a in v.values()))
    v = {k: a * min(1, max_norm / norm) for k, a in v.items()}
    return {k: params[k] - lr * v[k] for k in params}, v
