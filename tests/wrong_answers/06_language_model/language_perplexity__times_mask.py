# mistake: The mask is multiplied in, and 0 times NaN is NaN.
# named by: nan|select|padding
import numpy as np


def perplexity(losses, mask):
    return np.exp((losses * mask).sum() / mask.sum())
