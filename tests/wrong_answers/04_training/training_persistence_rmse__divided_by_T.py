# mistake: The sum is divided by T instead of the T - 1 values that have a predecessor.
# named by: T - 1|n - 1|predecessor|divide
import numpy as np


def persistence_rmse(series):
    T = len(series)
    s = 0.0
    for t in range(1, T):
        s += (series[t] - series[t - 1]) ** 2
    return np.sqrt(s / T)
