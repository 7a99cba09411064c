"""Takes the rows for what is read.

task: init.starts
hint: init.starts.fans_exchanged
"""

import numpy as np


def starts(z):
    n_in, n_out = z.shape
    return z * np.sqrt(2 / (n_in + n_out)), z * np.sqrt(2 / n_in)
