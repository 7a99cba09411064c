# mistake: the signs are divided by M, not by its root.
# named by: root|sqrt|√


def directional(f, params, grads, signs, step):
    M = sum(s.size for s in signs.values())
    u = {k: s / M for k, s in signs.items()}
    above = f({k: params[k] + step * u[k] for k in params})
    below = f({k: params[k] - step * u[k] for k in params})
    return sum((u[k] * grads[k]).sum() for k in params), (above - below) / (2 * step)
