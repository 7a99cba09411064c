# mistake: The fans are multiplied instead of added.
# named by: sum|added|n_in + n_out|product|plus
import numpy as np


def starts(z):
    m, n = z.shape
    return z * np.sqrt(2 / (m * n)), z * np.sqrt(2 / n)
