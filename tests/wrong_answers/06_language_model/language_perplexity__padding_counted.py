# mistake: All places are averaged, padding too.
# named by: padding|real|all
import numpy as np


def perplexity(losses, mask):
    return np.exp(losses.mean())
