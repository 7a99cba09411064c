# mistake: The state starts from zero at every letter.
# named by: zero|state
import numpy as np


def invent(params, tau, u):
    token, written = 0, []
    for number in u:
        h = np.tanh(params["W_xh"] @ params["E"][token] + params["b_h"])
        _, token = draw_token(params["W_hy"] @ h + params["b_y"], tau, number)  # noqa: F821
        if token == 1:
            break
        written.append(token)
    return np.array(written, dtype=int), h
