"""Right answers, each written in another way than the master's."""

import numpy as np


def starts(z):
    rows, columns = z.shape
    xavier = z * (0.5 * (rows + columns)) ** -0.5
    return [xavier, z / np.sqrt(columns / 2)]


def orthogonal(A):
    """Gram and Schmidt: the lengths that they divide by are positive."""
    columns = []
    for column in A.T:
        for _ in range(2):  # once more, for what rounding left
            for other in columns:
                column = column - other * (other @ column)
        columns.append(column / np.linalg.norm(column))
    return np.stack(columns, axis=1)


def chrono(v, T_max):
    b_i = -np.log1p(v * (T_max - 2))
    return -b_i, b_i


def layer_norm(a, gamma, beta, eps):
    n = np.empty_like(a)
    for b, row in enumerate(a):
        centred = row - sum(row) / len(row)
        n[b] = gamma * centred / (np.mean(centred**2) + eps) ** 0.5 + beta
    return n


def layer_norm_backward(dn, a, gamma, eps):
    """By the whole Jacobian of each row."""
    H, da, dgamma = a.shape[1], [], 0
    for row, above in zip(a, dn, strict=True):
        sigma = np.sqrt(np.var(row) + eps)
        a_hat = (row - np.mean(row)) / sigma
        jacobian = (np.eye(H) - 1 / H - np.outer(a_hat, a_hat) / H) / sigma
        da.append(jacobian.T @ (gamma * above))
        dgamma = dgamma + above * a_hat
    return np.array(da), dgamma, np.sum(dn, axis=0)


def batch_norm(v, mean, variance, training, momentum, eps):
    mean, variance, v_hat = mean.copy(), variance.copy(), np.empty_like(v)
    for t in range(len(v)):
        if training:
            now, spread = v[t].mean(0), ((v[t] - v[t].mean(0)) ** 2).mean(0)
            mean[t] += momentum * (now - mean[t])
            variance[t] += momentum * (spread - variance[t])
        else:
            now, spread = mean[t], variance[t]
        v_hat[t] = (v[t] - now) / (spread + eps) ** 0.5
    return v_hat, mean, variance
