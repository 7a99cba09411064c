# mistake: Infinite norms are put to zero but still counted, so the mean is divided by the number of all norms.
# named by: as zero|number of all|divided by all|only the finite|number of finite
import numpy as np


def choose_threshold(norms, multiple):
    cleaned = np.where(np.isinf(norms), 0.0, norms)
    theta = float(multiple * np.mean(cleaned))
    share = float(np.mean(norms > theta))
    return theta, share
