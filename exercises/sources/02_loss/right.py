"""Right answers, each written in another way than the master's."""

import numpy as np


def mse_loss(y_hat, y):
    return float(np.mean([np.linalg.norm(a - b) ** 2 for a, b in zip(y_hat, y, strict=True)]))


def mse_gradient(y_hat, y):
    grad = np.empty_like(y)
    for t in range(len(y)):
        for o in range(y.shape[1]):
            grad[t, o] = (y_hat[t, o] - y[t, o]) * 2.0 / len(y)
    return grad


def softmax(z):
    rows = []
    for row in z:
        rows.append([1 / np.sum(np.exp(np.minimum(row - score, 700))) for score in row])
    return np.array(rows)


def cross_entropy(logits, targets):
    return np.mean([np.logaddexp.reduce(z) - z[k] for z, k in zip(logits, targets, strict=True)])


def cross_entropy_gradient(logits, targets):
    T, K = logits.shape
    return (softmax(logits) - (np.arange(K) == targets[:, None])) / T


def masked_mse(y_hat, y, mask):
    squares = np.where(mask[..., None], y_hat - y, 0) ** 2
    return squares.sum() / np.count_nonzero(mask)
