"""Takes the state after the step.

task: clipping.cliff_gradient
hint: clipping.cliff_gradient.same_state
"""

import numpy as np


def cliff_gradient(W_hh, b_h, T):
    h = [1 / (1 + np.exp(-0.5))]
    for _ in range(T):
        h.append(1 / (1 + np.exp(-W_hh * h[-1] - b_h)))
    dh, dW_hh, db_h = 2 * h[-1] - 1.4, 0.0, 0.0
    for state in h[:0:-1]:
        da = dh * (state - state**2)
        dW_hh += da * state
        db_h += da
        dh = da * W_hh
    return dW_hh, db_h
