"""Takes saturation for vanishing, and mends the radius.

task: board.diagnosis
hint: board.diagnosis.case_4
"""

import numpy as np


def diagnosis(losses, norms, by_lag, saturated):
    if by_lag[4] == 0:
        return {"truncated": {"chunk": 15}}
    if by_lag[4] < 0.01:
        return {"vanishing": {"radius": 1.0}}
    if by_lag[4] > by_lag[0]:
        return {"exploding": {"max_norm": 1.0}}
    return {"rate too large": {"lr": 0.1}}
