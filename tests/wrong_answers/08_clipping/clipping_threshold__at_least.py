# mistake: The share counts the norms below the threshold.
# named by: left alone|above|below
import numpy as np


def choose_threshold(norms, multiple):
    theta = multiple * np.mean([n for n in norms if np.isfinite(n)])
    return theta, np.count_nonzero(norms < theta) / norms.size
