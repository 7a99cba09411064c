# mistake: The target is the input itself, not shifted by a step.
# named by: shift|itself|next|same|its own input
import numpy as np


def next_value_pairs(series):
    x = np.array([[[v]] for v in series[:-1]])
    y = np.array([[[v]] for v in series[:-1]])
    return x, y
