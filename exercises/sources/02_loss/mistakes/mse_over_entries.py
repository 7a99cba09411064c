"""Takes np.mean for the mean over the steps.

task: loss.mse
hint: loss.mse.over_entries
"""


def mse_loss(y_hat, y):
    return ((y_hat - y) ** 2).mean()
