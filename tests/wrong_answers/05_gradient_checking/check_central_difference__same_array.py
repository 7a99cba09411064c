# mistake: p and m are names for w itself, so both losses are of one and the same array.
# named by: copy|same array


def central_difference(f, w, i, step):
    p = w
    m = w
    p.flat[i] += step
    m.flat[i] -= step
    return (f(p) - f(m)) / (2 * step)
