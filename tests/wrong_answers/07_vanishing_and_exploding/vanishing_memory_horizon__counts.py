# mistake: The long lags are counted.
# named by: count|first|comes back


def memory_horizon(lengths, fraction):
    return int((lengths >= fraction * lengths[0]).sum())
