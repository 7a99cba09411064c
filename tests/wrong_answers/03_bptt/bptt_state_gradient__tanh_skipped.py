# mistake: The gradient from the next step crosses W_hh but not the tanh.
# named by: tanh


def state_gradient(dy_t, dh_next, h_next, W_hy, W_hh):
    return W_hy.T.dot(dy_t) + W_hh.T.dot(dh_next)
