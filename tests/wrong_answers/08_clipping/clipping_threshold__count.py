# mistake: It returns how many norms lie above the threshold and not their share.
# named by: count|share|fraction|divide
import numpy as np


def choose_threshold(norms, multiple):
    total, n = 0.0, 0
    for x in norms:
        if not np.isinf(x):
            total += x
            n += 1
    theta = multiple * total / n
    return theta, int(np.count_nonzero(norms > theta))
