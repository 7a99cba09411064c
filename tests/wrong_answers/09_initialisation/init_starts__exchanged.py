# mistake: He's matrix is returned first.
# named by: order|first|changed places|exchanged
import numpy as np


def starts(z):
    rows, cols = z.shape
    he = z * np.sqrt(2 / cols)
    return he, z * np.sqrt(2 / (rows + cols))
