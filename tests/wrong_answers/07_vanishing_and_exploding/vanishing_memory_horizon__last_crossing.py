# mistake: It counts how many lengths lie at or above the threshold, so a gradient that grows again after its first fall gets too long a horizon.
# named by: first time|grow again|grows again|count
import numpy as np


def memory_horizon(lengths, fraction):
    above = np.asarray(lengths) >= fraction * lengths[0]
    return int(above.sum())
