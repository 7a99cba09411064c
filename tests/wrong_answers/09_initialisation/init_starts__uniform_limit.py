# mistake: Xavier is scaled with sqrt(6/(n_in + n_out)), the bound of the uniform distribution, not the deviation.
# named by: uniform|sqrt(6|bound of|three times|sqrt(3)
import numpy as np


def starts(z):
    n_out, n_in = np.shape(z)
    a = np.sqrt(6.0 / (n_in + n_out))
    std_he = (2.0 / n_in) ** 0.5
    return a * z, std_he * z
