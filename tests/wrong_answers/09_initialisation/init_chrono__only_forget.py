# mistake: Only b_f is returned.
# named by: only one of the results|two|both|b_i
import numpy as np


def chrono(v, T_max):
    return np.log(1 + (T_max - 2) * v)
