"""Forgets the bias.

task: bptt.weight_gradients
hint: wrong_keys
"""


def weight_gradients(da, x, h):
    return {"W_xh": da.T @ x, "W_hh": da.T @ h[:-1]}
