# mistake: The test part is standardised with its own mean and standard deviation.
# named by: own|training|test
import numpy as np


def split_and_standardise(series, n_train):
    def standardise(part):
        return (part - np.mean(part)) / np.std(part)

    return standardise(series[:n_train]), standardise(series[n_train:])
