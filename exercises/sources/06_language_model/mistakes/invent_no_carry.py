"""The state starts from zero at every letter.

task: language.invent
hint: language.invent.no_state
"""

import numpy as np


def draw_token(z, tau, u):
    p = np.exp((z - z.max()) / tau)
    p = p / p.sum()
    return p, int(np.sum(np.cumsum(p) <= u))


def invent(params, tau, u):
    token, written = 0, []
    for number in u:
        h = np.tanh(params["W_xh"] @ params["E"][token] + params["b_h"])
        _, token = draw_token(params["W_hy"] @ h + params["b_y"], tau, number)
        if token == 1:
            break
        written.append(token)
    return np.array(written, dtype=int), h
