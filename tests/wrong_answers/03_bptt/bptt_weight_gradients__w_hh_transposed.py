# mistake: The outer products for W_hh are transposed, h_{t-1} da_t^T.
# named by: transpos|the other way round
import numpy as np


def weight_gradients(da, x, h):
    T = len(x)
    dW_xh = sum(np.outer(da[t], x[t]) for t in range(T))
    dW_hh = sum(np.outer(h[t], da[t]) for t in range(T))
    db_h = sum(da[t] for t in range(T))
    return dict(W_xh=dW_xh, W_hh=dW_hh, b_h=db_h)
