# mistake: np.roll compares the first value with the last one as well.
# named by: first|last|roll
import numpy as np


def persistence_rmse(series):
    previous = np.roll(series, 1)
    return np.sqrt(((series - previous) ** 2).mean())
