# mistake: W_hh is used as in the forward pass; backwards it must be transposed.
# named by: transpos|Backwards it is W_hhᵀ


def state_gradient(dy_t, dh_next, h_next, W_hy, W_hh):
    da_next = dh_next * (1 - h_next**2)
    return dy_t @ W_hy + W_hh @ da_next
