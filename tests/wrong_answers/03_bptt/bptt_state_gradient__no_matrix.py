# mistake: da_next is added without crossing W_hh.
# named by: W_hh|matrix


def tanh_backward(dh, h):
    return dh * (1 - h**2)


def state_gradient(dy_t, dh_next, h_next, W_hy, W_hh):
    return W_hy.T @ dy_t + tanh_backward(dh_next, h_next)
