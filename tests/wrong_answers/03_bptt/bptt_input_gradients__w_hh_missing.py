# mistake: da_1 is returned as dh0 without crossing W_hh.
# named by: W_hh|matrix


def input_gradients(da, W_xh, W_hh):
    dx = (W_xh.T @ da.T).T
    dh0 = da[0].copy()
    return dx, dh0
