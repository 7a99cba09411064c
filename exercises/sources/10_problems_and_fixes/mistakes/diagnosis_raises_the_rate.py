"""Meets a small gradient with a larger rate.

task: board.diagnosis
hint: board.diagnosis.case_3
"""

import numpy as np


def diagnosis(losses, norms, by_lag, saturated):
    if by_lag.min() == 0:
        return {"truncated": {"chunk": 15}}
    if saturated > 0.1:
        return {"saturated": {"scale": 0.2}}
    if by_lag[7] < 0.001:
        return {"vanishing": {"lr": 0.5}}
    return {"exploding": {"max_norm": 1.0}} if losses.max() < 2 else {"rate too large": {"lr": 0.1}}
