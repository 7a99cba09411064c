# mistake: The logarithm to the base 10 is taken.
# named by: natural|base|ln|log10|np.log
import numpy as np


def chrono(v, T_max):
    b = np.log10(1 + v * (T_max - 2))
    return b, -b
