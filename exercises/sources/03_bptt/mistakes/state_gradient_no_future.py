"""Looks at the present output only.

task: bptt.state_gradient
hint: bptt.state_gradient.no_future
"""


def state_gradient(dy_t, dh_next, h_next, W_hy, W_hh):
    return W_hy.transpose().dot(dy_t)
