# mistake: The two numbers come in the wrong order, the found slope first.
# named by: swapped|predicted first|other way round|wrong order|first what is predicted|changed places
import numpy as np


def directional(f, params, grads, signs, step):
    scale = 1 / np.sqrt(sum(s.size for s in signs.values()))
    predicted = scale * sum(np.vdot(signs[n], grads[n]) for n in grads)
    losses = []
    for side in (+1, -1):
        losses.append(f({n: w + side * step * scale * signs[n] for n, w in params.items()}))
    found = (losses[0] - losses[1]) / (2 * step)
    return found, predicted
