"""Uses W_hh as in the forward pass.

task: bptt.state_gradient
hint: bptt.state_gradient.hh_not_transposed
"""


def state_gradient(dy_t, dh_next, h_next, W_hy, W_hh):
    dh = W_hy.T @ dy_t
    dh += W_hh @ (dh_next * (1 - h_next * h_next))
    return dh
