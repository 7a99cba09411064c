# mistake: It flips all of Q when the determinant is negative, instead of each column by its own sign.
# named by: each column|determinant|column by column|own sign|whole columns of it have the wrong sign
import numpy as np


def orthogonal(A):
    Q, R = np.linalg.qr(A)
    if np.prod(np.diag(R)) < 0:
        Q = -Q
    return Q
