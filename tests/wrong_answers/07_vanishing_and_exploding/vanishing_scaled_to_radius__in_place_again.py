# mistake: W itself is scaled in place and returned instead of a new matrix.
# named by: in place|as it is|new matrix|changed
import numpy as np


def scaled_to_radius(W, rho):
    radius = max(abs(l) for l in np.linalg.eigvals(W))
    W *= rho / radius
    return W
