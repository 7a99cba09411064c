# mistake: The matrix is crossed first and the tanh derivative applied afterwards; the tanh must come first.
# named by: order|before|first


def state_gradient(dy_t, dh_next, h_next, W_hy, W_hh):
    through_matrix = dh_next @ W_hh
    return dy_t @ W_hy + through_matrix * (1 - h_next * h_next)
