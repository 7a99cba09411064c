# mistake: y_hat -= y changes the caller's array in place.
# named by: in place|changed


def mse_gradient(y_hat, y):
    y_hat -= y
    return y_hat * (2 / len(y))
