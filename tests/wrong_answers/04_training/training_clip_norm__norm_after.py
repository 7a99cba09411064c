# mistake: The norm after clipping is returned instead of the one before.
# named by: before|after
import numpy as np


def clip_norm(grads, max_norm):
    def length(d):
        return np.sqrt(sum(np.vdot(v, v) for v in d.values()))

    n = length(grads)
    out = {k: v.copy() for k, v in grads.items()}
    if n > max_norm:
        for k in out:
            out[k] *= max_norm / n
    return out, length(out)
