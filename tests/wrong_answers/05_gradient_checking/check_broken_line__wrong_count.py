# mistake: the number of arrays that are right decides, so that what is right is read as wrong.
# named by: wrong|right|negat|not


def broken_line(ok):
    names = ["W_xh", "W_hh", "b_h", "W_hy", "b_y", "x", "h0"]
    wrong = [name for name in names if ok[name]]
    if not wrong:
        return 0
    if len(wrong) == 1:
        return 3 + names.index(wrong[0])
    return 1 if "W_hy" in wrong else 2
