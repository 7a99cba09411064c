# mistake: The network starts from h_0 = 0.5, but 0.5 is a_0 and h_0 is its sigmoid.
# named by: h_0|a_0|sigmoid(0.5)|start|starting state
import numpy as np


def cliff_gradient(W_hh, b_h, T):
    states = [0.5]
    for _ in range(T):
        a = W_hh * states[-1] + b_h
        states.append(1.0 / (1.0 + np.exp(-a)))
    grad_h = 2 * (states[-1] - 0.7)
    grad_W, grad_b = 0.0, 0.0
    while len(states) > 1:
        h = states.pop()
        grad_a = grad_h * h * (1 - h)
        grad_W += grad_a * states[-1]
        grad_b += grad_a
        grad_h = grad_a * W_hh
    return grad_W, grad_b
