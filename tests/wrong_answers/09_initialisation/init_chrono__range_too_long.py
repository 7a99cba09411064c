# mistake: v is stretched by T_max - 1, so u runs from 1 to T_max instead of to T_max - 1.
# named by: t_max - 2|range|too long|t_max - 1|width
import numpy as np


def chrono(v, T_max):
    u = 1 + v * (T_max - 1)
    b_f = np.log(u)
    return b_f, -b_f
