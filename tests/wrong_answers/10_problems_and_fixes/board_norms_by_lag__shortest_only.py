# mistake: Stops at the shortest sequence.
# named by: `min` is taken
import numpy as np


def norms_by_lag(dh, lengths):
    B = len(lengths)
    out = []
    for k in range(min(lengths)):
        out.append(np.mean([np.linalg.norm(dh[lengths[b] - 1 - k, b]) for b in range(B)]))
    return np.array(out)
