# mistake: The direction is the raw signs, never divided by the root of M, so it is no unit vector.
# named by: unit vector|sqrt(m)|square root|length 1|normalise|length √M
import numpy as np


def directional(f, params, grads, signs, step):
    predicted = 0.0
    plus = {}
    minus = {}
    for name in params:
        predicted += np.sum(signs[name] * grads[name])
        plus[name] = params[name] + step * signs[name]
        minus[name] = params[name] - step * signs[name]
    return predicted, (f(plus) - f(minus)) / (2 * step)
