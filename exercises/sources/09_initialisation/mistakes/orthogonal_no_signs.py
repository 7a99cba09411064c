"""Leaves the signs to the program.

task: init.orthogonal
hint: init.orthogonal.no_signs
"""

import numpy as np


def orthogonal(A):
    Q, _ = np.linalg.qr(A)
    return Q
