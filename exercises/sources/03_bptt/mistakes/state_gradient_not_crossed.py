"""Adds dh_{t+1}, as one often reads.

task: bptt.state_gradient
hint: bptt.state_gradient.not_crossed
"""


def state_gradient(dy_t, dh_next, h_next, W_hy, W_hh):
    return dy_t @ W_hy + dh_next
