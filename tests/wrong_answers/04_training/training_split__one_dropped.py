# mistake: The test begins at n_train + 1, so one value is lost between the parts.
# named by: n_train|shape|lost|one value
import numpy as np


def split_and_standardise(series, n_train):
    train = series[0:n_train]
    test = series[n_train + 1 :]
    mean = np.mean(train)
    std = np.std(train)
    return (train - mean) / std, (test - mean) / std
