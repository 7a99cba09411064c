# mistake: The largest singular value is used.
# named by: singular
import numpy as np


def scaled_to_radius(W, rho):
    return rho * W / np.linalg.norm(W, 2)
