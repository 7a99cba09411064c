# mistake: The square root is taken at the end (RMSE).
# named by: root


def mse_loss(y_hat, y):
    total = ((y_hat - y) ** 2).sum(axis=1).mean()
    return total**0.5
