# mistake: The errors of a step are summed before squaring, so that they cancel.
# named by: squar|order|cancel


def mse_loss(y_hat, y):
    T = len(y)
    loss = 0
    for t in range(T):
        error = 0
        for o in range(y.shape[1]):
            error = error + (y_hat[t, o] - y[t, o])
        loss = loss + error**2
    return loss / T
