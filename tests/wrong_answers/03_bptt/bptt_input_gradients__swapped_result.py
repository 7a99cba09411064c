# mistake: The results come in the wrong order, dh0 first.
# named by: order|swap


def input_gradients(da, W_xh, W_hh):
    dx = da @ W_xh
    dh0 = da[0] @ W_hh
    return dh0, dx
