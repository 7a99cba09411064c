"""Standardises first and cuts afterwards.

task: training.split
hint: training.split.leak
"""

import numpy as np


def split_and_standardise(series, n_train):
    z = (series - np.mean(series)) / np.std(series)
    return z[:n_train], z[n_train:]
