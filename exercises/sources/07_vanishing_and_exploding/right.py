"""Right answers, each written in another way than the master's."""

import numpy as np


def step_jacobian(W_hh, h_t):
    return np.diag(1 - h_t**2) @ W_hh


def jacobian_product(W_hh, h):
    product = np.diag(1 - h[-1] ** 2) @ W_hh
    for h_t in h[-2:0:-1]:
        product = product @ np.diag(1 - h_t**2) @ W_hh
    return product


def lengths_by_lag(W_hh, h, dh_last):
    T = len(h) - 1
    dh = np.zeros_like(h)
    dh[T] = dh_last
    for t in reversed(range(T)):
        dh[t] = (dh[t + 1] * (1 - h[t + 1] ** 2)) @ W_hh
    return np.sqrt((dh[::-1] ** 2).sum(axis=1))


def gradient_bound(W_hh, gamma, k):
    sigma = np.sqrt(np.linalg.eigvalsh(W_hh.T @ W_hh).max())
    return gamma**k * sigma**k, 1 if sigma >= 1 / gamma else -1


def scaled_to_radius(W, rho):
    radius = max(abs(value) for value in np.linalg.eigvals(W))
    return rho / radius * W


def memory_horizon(lengths, fraction):
    below = np.flatnonzero(lengths / lengths[0] < fraction)
    return int(below[0]) if len(below) else len(lengths)
