# mistake: Input and target are exchanged: the target is the value before the input.
# named by: swap|exchang|order|before


def next_value_pairs(series):
    x = series[1:].reshape(-1, 1, 1)
    y = series[:-1].reshape(-1, 1, 1)
    return x, y
