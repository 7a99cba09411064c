# mistake: The sample standard deviation (ddof=1) is used instead of np.std as it is.
# named by: ddof|np.std|n - 1|n_train - 1


def split_and_standardise(series, n_train):
    train = series[:n_train]
    test = series[n_train:]
    m = sum(train) / n_train
    s = (sum((v - m) ** 2 for v in train) / (n_train - 1)) ** 0.5
    return (train - m) / s, (test - m) / s
