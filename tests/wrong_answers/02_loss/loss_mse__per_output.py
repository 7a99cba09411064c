# mistake: The mean over the steps is returned for each output separately, (O,) instead of one number.
# named by: one number|shape|sum


def mse_loss(y_hat, y):
    return ((y_hat - y) ** 2).mean(axis=0)
