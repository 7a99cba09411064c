# mistake: The root is taken of each square before the mean, which gives the mean absolute error.
# named by: absolute|order|before
import numpy as np


def persistence_rmse(series):
    e = series[1:] - series[:-1]
    return np.mean(np.sqrt(e**2))
