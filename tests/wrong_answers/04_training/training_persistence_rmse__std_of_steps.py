# mistake: np.std of the differences subtracts their mean first.
# named by: std|mean|subtract
import numpy as np


def persistence_rmse(series):
    return np.std(np.diff(series))
