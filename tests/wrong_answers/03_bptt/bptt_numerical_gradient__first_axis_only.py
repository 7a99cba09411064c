# mistake: Only the first axis is looped over, so whole rows of a matrix are shifted at once.
# named by: axes|axis|row|entry
import numpy as np


def numerical_gradient(f, w, step):
    grad = np.zeros_like(w)
    for i in range(len(w)):
        up, down = w.copy(), w.copy()
        up[i] = up[i] + step
        down[i] = down[i] - step
        grad[i] = (f(up) - f(down)) / (2 * step)
    return grad
