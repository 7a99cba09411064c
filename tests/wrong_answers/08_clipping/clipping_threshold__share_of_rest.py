# mistake: The share is of the finite norms only.
# named by: finite|all norms|count
import numpy as np


def choose_threshold(norms, multiple):
    norms = norms[~np.isinf(norms)]
    theta = norms.mean() * multiple
    return theta, np.mean(norms > theta)
