"""Changes the signs of the rows.

task: init.orthogonal
hint: init.orthogonal.rows
"""

import numpy as np


def orthogonal(A):
    Q, R = np.linalg.qr(A)
    return np.diag(np.sign(np.diag(R))) @ Q
