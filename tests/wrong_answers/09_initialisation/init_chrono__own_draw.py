# mistake: It draws u anew with np.random and ignores v.
# named by: random|drawn already|ignores v|does not use v|own numbers
import numpy as np


def chrono(v, T_max):
    rng = np.random.default_rng(0)
    u = rng.uniform(1, T_max - 1, size=v.shape)
    b_f = np.log(u)
    return b_f, -b_f
