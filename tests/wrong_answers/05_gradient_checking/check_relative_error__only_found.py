# mistake: The scale is taken from found alone, and given is left out of it.
# named by: either|of both|given too|only found|larger of the two|never comes into play
import numpy as np


def relative_error(given, found):
    difference = np.max(np.abs(given - found))
    if np.isnan(difference):
        return np.inf
    if difference == 0:
        return 0.0
    return difference / np.max(np.abs(found))
