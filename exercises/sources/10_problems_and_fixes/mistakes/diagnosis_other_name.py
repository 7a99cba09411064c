"""Calls a rate that is too large an explosion.

task: board.diagnosis
hint: board.diagnosis.case_5
"""

import numpy as np


def diagnosis(losses, norms, by_lag, saturated):
    if norms[1] > 10:
        return {"exploding": {"max_norm": 0.1}}
    if saturated > 0.1:
        return {"saturated": {"scale": 0.5}}
    return {"truncated": {"chunk": 15}} if 0 in by_lag else {"vanishing": {"radius": 1.0}}
