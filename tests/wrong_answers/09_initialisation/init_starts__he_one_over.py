# mistake: He's factor of 2 is missing.
# named by: 2|two|twice|factor
import numpy as np


def starts(z):
    m, n = z.shape
    return np.sqrt(2 / (m + n)) * z, z / np.sqrt(n)
