# mistake: the place of the key in the dict, whose order is another.
# named by: order|key|place


def broken_line(ok):
    wrong = [name for name in ok if not ok[name]]
    if not wrong:
        return 0
    if len(wrong) == 1:
        return 3 + list(ok).index(wrong[0])
    return 1 if len(wrong) == 7 else 2
