# mistake: The length is compared with the fraction itself.
# named by: lag 0|first|fraction of


def memory_horizon(lengths, fraction):
    for k in range(len(lengths)):
        if lengths[k] < fraction:
            return k
    return len(lengths)
