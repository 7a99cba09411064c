# mistake: The verdict forgets gamma.
# named by: γ|gamma
import numpy as np


def gradient_bound(W_hh, gamma, k):
    sigma = np.linalg.norm(W_hh, 2)
    if sigma < 1:
        verdict = -1
    else:
        verdict = 1
    return (gamma * sigma) ** k, verdict
