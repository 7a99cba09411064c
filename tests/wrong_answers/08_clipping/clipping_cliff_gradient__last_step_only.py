# mistake: Only the last step's contribution is taken; the gradient is not carried back through the earlier steps.
# named by: last step|all steps|earlier steps|carried back|every step
import numpy as np


def cliff_gradient(W_hh, b_h, T):
    if T == 0:
        return 0.0, 0.0
    h = 1 / (1 + np.exp(-0.5))
    for _t in range(T):
        h_prev = h
        h = 1 / (1 + np.exp(-(W_hh * h_prev + b_h)))
    da = 2 * (h - 0.7) * h * (1 - h)
    return da * h_prev, da
