# mistake: z is multiplied by the variance itself instead of by its square root, the deviation.
# named by: square root|deviation|sqrt|multiplied by the variance


def starts(z):
    n_out, n_in = z.shape
    return z * 2 / (n_in + n_out), z * 2 / n_in
