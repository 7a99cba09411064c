# mistake: It is divided by the variance instead of the standard deviation.
# named by: variance|deviation|root


def split_and_standardise(series, n_train):
    mu = series[:n_train].mean()
    var = ((series[:n_train] - mu) ** 2).mean()
    scaled = (series - mu) / var
    return scaled[:n_train], scaled[n_train:]
