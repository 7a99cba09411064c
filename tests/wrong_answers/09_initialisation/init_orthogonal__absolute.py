# mistake: The absolute value is taken of Q instead of fixing signs by R.
# named by: sign|absolute|abs
import numpy as np


def orthogonal(A):
    return np.abs(np.linalg.qr(A)[0])
