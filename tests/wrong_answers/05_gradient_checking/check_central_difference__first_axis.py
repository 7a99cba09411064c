# mistake: w[i] is a whole row of a matrix.
# named by: row|flat|entry|axis|together


def central_difference(f, w, i, step):
    i = i % len(w)
    p, m = w.copy(), w.copy()
    p[i] += step
    m[i] -= step
    return (f(p) - f(m)) / (2 * step)
