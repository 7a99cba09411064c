# mistake: The start token is part of the name.
# named by: start|shape|one more|longer
import numpy as np


def invent(params, tau, u):
    h, written = np.zeros(len(params["b_h"])), [0]
    for number in u:
        x = params["E"][written[-1]]
        h = np.tanh(params["W_xh"] @ x + params["W_hh"] @ h + params["b_h"])
        _, token = draw_token(params["W_hy"] @ h + params["b_y"], tau, number)  # noqa: F821
        if token == 1:
            break
        written.append(token)
    return np.array(written), h
