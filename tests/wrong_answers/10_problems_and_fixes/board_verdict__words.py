# mistake: Returns words.
# named by: number|str


def verdict(fix, plain):
    m, lo, hi = interval(fix, plain)
    if (fix >= 0.95).sum() >= 4:
        return "solved"
    if lo > 0 and m >= 0.05:
        return "helped"
    if hi < 0 and m <= -0.05:
        return "worse"
    return "nothing"
