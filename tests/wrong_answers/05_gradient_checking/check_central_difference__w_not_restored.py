# mistake: the entry is moved down from where it was moved up, by one step only, and left there.
# named by: comes before


def central_difference(f, w, i, step):
    w.flat[i] += step
    above = f(w)
    w.flat[i] -= step
    below = f(w)
    return (above - below) / (2 * step)
