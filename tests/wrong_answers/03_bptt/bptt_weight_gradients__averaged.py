# mistake: The contributions are averaged over the steps instead of summed.
# named by: sum|mean|average|divide
import numpy as np


def weight_gradients(da, x, h):
    T = da.shape[0]
    return {
        "W_xh": np.einsum("th,td->hd", da, x) / T,
        "W_hh": np.einsum("th,tk->hk", da, h[:-1]) / T,
        "b_h": da.mean(axis=0),
    }
