# mistake: The columns are multiplied by the diagonal of R, not by its signs.
# named by: sign|length|diagonal
import numpy as np


def orthogonal(A):
    Q, R = np.linalg.qr(A)
    return Q * np.diag(R)
