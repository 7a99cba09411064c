# mistake: It is divided by T * O (the number of entries) instead of T.
# named by: T * O|outputs|factor|T·O entries


def mse_gradient(y_hat, y):
    diff = y_hat - y
    return 2 * diff / diff.size
