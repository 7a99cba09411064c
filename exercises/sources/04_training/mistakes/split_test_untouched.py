"""Takes the deviation from training data that are standardised already.

task: training.split
hint: training.split.test_untouched
"""


def split_and_standardise(series, n_train):
    train, test = series[:n_train].copy(), series[n_train:]
    train -= train.mean()
    train /= train.std()
    return train, (test - train.mean()) / train.std()
