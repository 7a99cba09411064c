# mistake: The factors of the lags are added up.
# named by: power|add|sum
import numpy as np


def gradient_bound(W_hh, gamma, k):
    s = gamma * np.linalg.svd(W_hh)[1][0]
    return sum(s**j for j in range(k + 1)), (-1 if s < 1 else 1)
