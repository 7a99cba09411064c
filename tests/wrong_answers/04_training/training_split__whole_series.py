# mistake: Mean and standard deviation come from the whole series, so the test part leaks in.
# named by: whole|leak|training


def split_and_standardise(series, n_train):
    z = (series - series.mean()) / series.std()
    return z[:n_train], z[n_train:]
