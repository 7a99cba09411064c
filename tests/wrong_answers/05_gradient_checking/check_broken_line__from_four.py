# mistake: lines are counted from 4.
# named by: look up the number


def broken_line(ok):
    names = ["W_xh", "W_hh", "b_h", "W_hy", "b_y", "x", "h0"]
    wrong = [name for name in names if not ok[name]]
    if not wrong:
        return 0
    if len(wrong) == 1:
        return 4 + names.index(wrong[0])
    return 1 if "W_hy" in wrong else 2
