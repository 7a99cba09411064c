"""The mask is multiplied in, and 0 times NaN is NaN.

task: language.perplexity
hint: language.perplexity.times_mask
"""

import numpy as np


def perplexity(losses, mask):
    return np.exp((losses * mask).sum() / mask.sum())
