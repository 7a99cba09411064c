# mistake: The last n_train values are taken for training instead of the first.
# named by: first|last|taken from the end


def split_and_standardise(series, n_train):
    test, train = series[:-n_train], series[-n_train:]
    mean, std = train.mean(), train.std()
    return (train - mean) / std, (test - mean) / std
