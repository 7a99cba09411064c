# mistake: M counts the arrays in the dict instead of their entries.
# named by: number of arrays|number of entries|how many entries|count the entries|counts entries|arrays are counted
import numpy as np


def directional(f, params, grads, signs, step):
    M = len(params)
    u = {name: signs[name] / np.sqrt(M) for name in params}
    predicted = float(sum((u[n] * grads[n]).sum() for n in params))
    found = f({n: params[n] + step * u[n] for n in params}) - f({n: params[n] - step * u[n] for n in params})
    return predicted, found / (2 * step)
