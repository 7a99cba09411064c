# mistake: The nearest orthogonal matrix, from the singular value decomposition.
# named by: qr|singular|svd|R
import numpy as np


def orthogonal(A):
    U, _, Vt = np.linalg.svd(A)
    return U @ Vt
