# mistake: The share is taken among the finite norms only; the infinite ones are left out though they lie above any threshold.
# named by: infinite|share of all|all recorded|finite ones only|left out
import numpy as np


def choose_threshold(norms, multiple):
    finite = norms[np.isfinite(norms)]
    theta = multiple * finite.mean()
    return theta, np.mean(finite > theta)
