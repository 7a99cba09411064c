# mistake: One stacked array of (x, y) pairs, (n - 1, 2), is returned instead of two arrays.
# named by: two|shape|return
import numpy as np


def next_value_pairs(series):
    return np.column_stack([series[:-1], series[1:]])
