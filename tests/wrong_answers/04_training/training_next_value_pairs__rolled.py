# mistake: np.roll pairs the last value with the first one, giving n pairs instead of n - 1.
# named by: last|n - 1|first|successor
import numpy as np


def next_value_pairs(series):
    x = series.copy()
    y = np.roll(series, -1)
    return x[:, np.newaxis, np.newaxis], y[:, np.newaxis, np.newaxis]
