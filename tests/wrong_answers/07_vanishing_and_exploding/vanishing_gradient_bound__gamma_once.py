# mistake: gamma stands outside the power: only the singular value is raised to k.
# named by: gamma outside|inside the power|gamma to the|gamma is not raised|gamma too|γ is raised
import numpy as np


def gradient_bound(W_hh, gamma, k):
    s = np.linalg.svd(W_hh)[1][0]
    bound = gamma * s**k
    verdict = -1 if gamma * s < 1 else 1
    return bound, verdict
