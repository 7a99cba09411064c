# mistake: The root is missing, the mean squared error is returned.
# named by: root
import numpy as np


def persistence_rmse(series):
    return np.mean(np.square(np.diff(series)))
