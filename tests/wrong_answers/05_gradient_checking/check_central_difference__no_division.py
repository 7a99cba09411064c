# mistake: the difference is not divided at all.
# named by: divid|2 * step|/ (2


def central_difference(f, w, i, step):
    p, m = w.copy(), w.copy()
    p.flat[i] += step
    m.flat[i] -= step
    return f(p) - f(m)
