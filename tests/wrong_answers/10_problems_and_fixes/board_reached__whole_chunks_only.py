# mistake: The last, shorter chunk is forgotten.
# named by: last chunk|shorter chunk|shorter|whole chunks
import numpy as np


def reached(T, chunk):
    out = np.zeros(T)
    for k in range(T):
        out[k] = (T // chunk) * max(chunk - k, 0) / (T - k)
    return out
