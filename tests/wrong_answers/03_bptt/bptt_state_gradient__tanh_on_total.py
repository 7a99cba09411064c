# mistake: The tanh derivative of the next step is applied to the sum of both roads.
# named by: output|both|only|sum


def state_gradient(dy_t, dh_next, h_next, W_hy, W_hh):
    dh = W_hy.T @ dy_t + W_hh.T @ dh_next
    return dh * (1 - h_next**2)
