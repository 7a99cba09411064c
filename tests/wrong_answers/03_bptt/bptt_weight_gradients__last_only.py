# mistake: Each step overwrites the gradient (= instead of +=), so only the last step is left.
# named by: sum|add|last|overwr
import numpy as np


def weight_gradients(da, x, h):
    grads = {}
    for t in range(len(x)):
        grads["W_xh"] = np.outer(da[t], x[t])
        grads["W_hh"] = np.outer(da[t], h[t])
        grads["b_h"] = da[t].copy()
    return grads
