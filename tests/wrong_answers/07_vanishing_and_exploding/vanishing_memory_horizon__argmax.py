# mistake: np.argmax gives 0 where there is none.
# named by: argmax|never|zero|none
import numpy as np


def memory_horizon(lengths, fraction):
    return int(np.argmax(lengths < fraction * lengths[0]))
