# mistake: The signs of the diagonal of R are multiplied onto the rows of Q instead of its columns.
# named by: rows of q|columns of q|columns, not|rows instead
import numpy as np


def orthogonal(A):
    Q, R = np.linalg.qr(A)
    signs = np.sign(np.diag(R))
    return signs[:, None] * Q
