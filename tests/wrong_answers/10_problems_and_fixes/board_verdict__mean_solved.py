# mistake: Solved is asked of the mean score.
# named by: four of the five|whatever the fifth


def verdict(fix, plain):
    if fix.mean() >= 0.95:
        return 2
    m, lo, hi = interval(fix, plain)
    if lo > 0 and m >= 0.05:
        return 1
    if hi < 0 and m <= -0.05:
        return -1
    return 0
