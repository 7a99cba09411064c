# mistake: The loop starts at the second step, so the first input contributes nothing.
# named by: first
import numpy as np


def weight_gradients(da, x, h):
    T, H = da.shape
    W_xh = np.zeros((H, x.shape[1]))
    W_hh = np.zeros((H, H))
    b_h = np.zeros(H)
    for t in range(1, T):
        W_xh += da[t][:, None] * x[t][None, :]
        W_hh += da[t][:, None] * h[t][None, :]
        b_h += da[t]
    return {"W_xh": W_xh, "W_hh": W_hh, "b_h": b_h}
