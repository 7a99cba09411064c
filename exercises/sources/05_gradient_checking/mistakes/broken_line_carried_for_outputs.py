"""Blames the carry for what it does not reach.

task: check.broken_line
hint: check.broken_line.case_2
"""


def broken_line(ok):
    names = ["W_xh", "W_hh", "b_h", "W_hy", "b_y", "x", "h0"]
    wrong = [i for i in range(7) if not ok[names[i]]]
    if len(wrong) > 1:
        return 2
    return 3 + wrong[0] if wrong else 0
