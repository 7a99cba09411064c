# mistake: below minus above.
# named by: wrong way round


def central_difference(f, w, i, step):
    p, m = w.copy(), w.copy()
    p.flat[i] += step
    m.flat[i] -= step
    return (f(m) - f(p)) / (2 * step)
