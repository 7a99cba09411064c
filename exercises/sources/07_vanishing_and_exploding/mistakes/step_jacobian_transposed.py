"""Returns what carries a gradient back.

task: vanishing.step_jacobian
hint: vanishing.step_jacobian.transposed
"""


def step_jacobian(W_hh, h_t):
    return W_hh.T * (1 - h_t**2)
