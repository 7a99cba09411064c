# mistake: W_hh is not transposed for dh0.
# named by: transpos|Backwards it is W_hhᵀ


def input_gradients(da, W_xh, W_hh):
    dx = da @ W_xh
    dh0 = W_hh @ da[0]
    return dx, dh0
