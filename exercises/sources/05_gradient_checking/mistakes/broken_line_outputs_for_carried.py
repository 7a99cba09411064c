"""Blames the outputs for what they would have spoiled more of.

task: check.broken_line
hint: check.broken_line.case_3
"""


def broken_line(ok):
    names = ["W_xh", "W_hh", "b_h", "W_hy", "b_y", "x", "h0"]
    wrong = [i for i in range(7) if not ok[names[i]]]
    if len(wrong) > 1:
        return 1
    return 3 + wrong[0] if wrong else 0
