# mistake: When both output gradients are wrong too, the line dy is not recognised; it says 2, the hidden state, as soon as more than one gradient is wrong.
# named by: output|line 1|w_hy and b_y|dy|dW_hy and db_y


def broken_line(ok):
    wrong = [name for name, fine in ok.items() if not fine]
    if not wrong:
        return 0
    if len(wrong) > 1:
        return 2
    return {"W_xh": 3, "W_hh": 4, "b_h": 5, "W_hy": 6, "b_y": 7, "x": 8, "h0": 9}[wrong[0]]
