# mistake: The squares are summed and never averaged (the length of the difference vector).
# named by: mean|average|divide|T - 1
import numpy as np


def persistence_rmse(series):
    return np.linalg.norm(series[1:] - series[:-1])
