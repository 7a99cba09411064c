"""Stops at the mean square.

task: training.persistence_rmse
hint: training.persistence_rmse.no_root
"""

import numpy as np


def persistence_rmse(series):
    return np.square(np.diff(series)).mean()
