# mistake: It computes the one-sided forward difference, from w to w + step, instead of the central one.
# named by: one-sided|forward difference|both sides|one side|each side


def central_difference(f, w, i, step):
    moved = w.copy()
    moved.flat[i] += step
    before = f(w)
    after = f(moved)
    return (after - before) / step
