# mistake: The factor 2 from the square is missing.
# named by: 2|two|factor


def mse_gradient(y_hat, y):
    return (y_hat - y) / len(y)
