# mistake: The input bias is the reciprocal, not the negative.
# named by: negative|-b_f|minus|sign|reciprocal|1 /|inverse
import numpy as np


def chrono(v, T_max):
    b = np.log(1 + v * (T_max - 2))
    return b, 1 / b
