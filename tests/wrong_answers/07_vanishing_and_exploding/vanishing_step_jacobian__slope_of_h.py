# mistake: The slope is written 1 - h instead of 1 - h².
# named by: square|²|power|** 2


def step_jacobian(W_hh, h_t):
    return (1 - h_t)[:, None] * W_hh
