# mistake: Nothing is returned where it is never reached.
# named by: nothing|none|return


def memory_horizon(lengths, fraction):
    for k, length in enumerate(lengths):
        if length < fraction * lengths[0]:
            return k
