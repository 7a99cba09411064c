"""Assigns in a loop that runs forwards.

task: bptt.weight_gradients
hint: bptt.weight_gradients.overwritten
"""


def weight_gradients(da, x, h):
    grads = {}
    for t in range(len(x)):
        grads["W_xh"] = da[t][:, None] * x[t]
        grads["W_hh"] = da[t][:, None] * h[t]
        grads["b_h"] = da[t].copy()
    return grads
