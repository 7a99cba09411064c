# mistake: The transpose is returned.
# named by: transpos
import numpy as np


def orthogonal(A):
    Q, R = np.linalg.qr(A)
    return (Q * np.sign(np.diag(R))).T
