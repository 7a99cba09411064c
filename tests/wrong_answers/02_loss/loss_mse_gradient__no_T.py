# mistake: The factor 1/T is missing.
# named by: 1/T|divide|mean|steps


def mse_gradient(y_hat, y):
    return 2 * (y_hat - y)
