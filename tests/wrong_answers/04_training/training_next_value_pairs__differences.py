# mistake: The target is the change x_{t+1} - x_t instead of the next value.
# named by: change|difference|value
import numpy as np


def next_value_pairs(series):
    n = len(series)
    x = np.zeros((n - 1, 1, 1))
    y = np.zeros((n - 1, 1, 1))
    for t in range(n - 1):
        x[t, 0, 0] = series[t]
        y[t, 0, 0] = series[t + 1] - series[t]
    return x, y
