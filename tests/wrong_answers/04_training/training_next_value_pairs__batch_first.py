# mistake: The arrays are batch-first, (1, n - 1, 1), instead of time-major.
# named by: shape|time|axis


def next_value_pairs(series):
    return series[None, :-1, None], series[None, 1:, None]
