"""The state starts from zero at every letter.

task: language.invent
hint: language.invent.no_state
"""

import numpy as np


def invent(params, tau, u):
    token, written = 0, []
    for number in u:
        h = np.tanh(params["W_xh"] @ params["E"][token] + params["b_h"])
        _, token = draw_token(params["W_hy"] @ h + params["b_y"], tau, number)
        if token == 1:
            break
        written.append(token)
    return np.array(written, dtype=int), h
