# mistake: W_hh pairs da_t with h_t (h[1:]) instead of h_{t-1}.
# named by: h[:-1]|t-1|previous|t - 1


def weight_gradients(da, x, h):
    return {"W_xh": da.T @ x, "W_hh": da.T @ h[1:], "b_h": da.sum(axis=0)}
