# mistake: The threshold is a fraction of the largest length instead of the length at lag 0.
# named by: largest|lag 0|first length|maximum
import numpy as np


def memory_horizon(lengths, fraction):
    threshold = fraction * max(lengths)
    short = np.flatnonzero(lengths < threshold)
    return int(short[0]) if short.size else len(lengths)
