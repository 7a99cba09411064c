"""The end is appended before the loop is left.

task: language.invent
hint: language.invent.keeps_the_end
"""

import numpy as np


def draw_token(z, tau, u):
    p = np.exp((z - z.max()) / tau)
    p = p / p.sum()
    return p, int(np.sum(np.cumsum(p) <= u))


def invent(params, tau, u):
    h, token, written = np.zeros(len(params["b_h"])), 0, []
    for number in u:
        h = np.tanh(params["W_xh"] @ params["E"][token] + params["W_hh"] @ h + params["b_h"])
        _, token = draw_token(params["W_hy"] @ h + params["b_y"], tau, number)
        written.append(token)
        if token == 1:
            break
    return np.array(written), h
