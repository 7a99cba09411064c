# mistake: The drawn token is never fed back; every step reads the start token 0 again.
# named by: read next|fed back|start token again|reads the start|what it drew|start token at every step
import numpy as np


def invent(params, tau, u):
    p = params
    h = np.zeros(len(p["b_h"]))
    x = p["E"][0]
    name = []
    for uk in u:
        h = np.tanh(p["W_xh"] @ x + p["W_hh"] @ h + p["b_h"])
        probs, k = draw_token(p["W_hy"] @ h + p["b_y"], tau, uk)
        if k == 1:
            break
        name.append(k)
    return np.array(name, dtype=int), h
