# mistake: Min-max scaling to [0, 1] is used instead of standardising.
# named by: mean|deviation|minimum|range
import numpy as np


def split_and_standardise(series, n_train):
    train, test = np.split(series, [n_train])
    low, high = train.min(), train.max()
    return (train - low) / (high - low), (test - low) / (high - low)
