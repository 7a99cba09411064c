# mistake: The learning rate is not used.
# named by: lr|learning rate
import numpy as np


def sgd_step(params, grads, lr):
    for k in params.keys():
        np.subtract(params[k], grads[k], out=params[k])
