# mistake: The end token is appended before the loop stops, so token 1 is part of the name.
# named by: end token|token 1|part of the name|the end is
import numpy as np


def invent(params, tau, u):
    h = np.zeros(params["W_hh"].shape[0])
    token, written = 0, []
    for number in u:
        a = params["W_xh"] @ params["E"][token] + params["W_hh"] @ h + params["b_h"]
        h = np.tanh(a)
        _, token = draw_token(params["W_hy"] @ h + params["b_y"], tau, number)
        written.append(token)
        if token == 1:
            break
    return np.array(written, dtype=int), h
