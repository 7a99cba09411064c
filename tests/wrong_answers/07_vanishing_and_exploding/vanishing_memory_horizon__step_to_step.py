# mistake: Each length is compared with the one before.
# named by: lag 0|first|before


def memory_horizon(lengths, fraction):
    for k in range(1, len(lengths)):
        if lengths[k] < fraction * lengths[k - 1]:
            return k
    return len(lengths)
