# mistake: The forecast is the mean of the series, not the previous value.
# named by: mean|previous|predecessor
import numpy as np


def persistence_rmse(series):
    forecast = series.mean()
    return np.sqrt(np.mean((series[1:] - forecast) ** 2))
