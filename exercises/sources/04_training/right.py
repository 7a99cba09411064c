"""Right answers, each written in another way than the master's."""

import numpy as np


def sgd_step(params, grads, lr):
    for name, array in params.items():
        array[...] = array - grads[name] * lr
    return params


def clip_norm(grads, max_norm):
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in grads.values()]))
    return (grads if norm <= max_norm else {name: g * max_norm / norm for name, g in grads.items()}), norm


def split_and_standardise(series, n_train):
    mean = sum(series[:n_train]) / n_train
    std = (sum((s - mean) ** 2 for s in series[:n_train]) / n_train) ** 0.5
    return np.split((series - mean) / std, [n_train])


def next_value_pairs(series):
    pairs = np.array([series[t : t + 2] for t in range(len(series) - 1)])
    return pairs[:, :1, None], pairs[:, 1:, None]


def persistence_rmse(series):
    return np.linalg.norm(np.diff(series)) / np.sqrt(len(series) - 1)
