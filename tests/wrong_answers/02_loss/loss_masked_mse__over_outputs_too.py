# mistake: The mean also runs over the O outputs, dividing by N * O.
# named by: outputs|N * O|factor|O for each real step


def masked_mse(y_hat, y, mask):
    return ((y_hat[mask] - y[mask]) ** 2).mean()
