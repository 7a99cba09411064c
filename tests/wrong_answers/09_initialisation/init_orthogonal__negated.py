# mistake: All signs are turned round, so that the diagonal of R would be negative.
# named by: sign|-1|negative|minus
import numpy as np


def orthogonal(A):
    Q, R = np.linalg.qr(A)
    return -Q * np.sign(np.diag(R))
