# mistake: Three seeds are enough for solved.
# named by: one too few|three of the five


def verdict(fix, plain):
    if sum(fix >= 0.95) >= 3:
        return 2
    m, lo, hi = interval(fix, plain)
    if lo > 0 and m >= 0.05:
        return 1
    if hi < 0 and m <= -0.05:
        return -1
    return 0
