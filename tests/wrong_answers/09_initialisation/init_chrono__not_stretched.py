# mistake: v is used as it is, without the range of u.
# named by: range|stretch|1 to|T_max
import numpy as np


def chrono(v, T_max):
    b = np.log(v)
    return b, -b
