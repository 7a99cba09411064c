"""Initial weights of a network of any cell, drawn by `chance`, with a W_hh of a chosen spectral radius.

Gated cells have k blocks (H, H) in W_hh, each drawn by itself. The input and output weights are Xavier's.

Glorot and Bengio (2010), "Understanding the difficulty of training deep feedforward neural networks",
AISTATS.
"""

import numpy as np

from rnnlib.scratch.chance import matrix
from rnnlib.scratch.functions import Array, Params


def blocks(cell: str) -> int:
    """Return k, the number of blocks (H, H) in W_hh."""
    return 4 if cell == "LSTM" else 3 if cell == "GRU" else 1


def radius(W: Array) -> float:
    """Return the spectral radius ρ by Gelfand's formula, ρ = lim ‖Wⁿ‖^(1/n), here with n = 2²⁰."""
    power, log_size, n = W, 0.0, 1
    for _ in range(20):
        size = np.sqrt(np.sum(power**2))  # ‖Wⁿ‖, as far as it is not yet in log_size
        power = (power / size) @ (power / size)  # W²ⁿ, but for its size
        log_size = 2 * (log_size + np.log(size))  # the logarithm of that
        n = 2 * n  # squared
    return np.exp((log_size + np.log(np.sum(power**2)) / 2) / n)


def orthogonal(A: Array) -> Array:
    """Make the rows orthonormal, one after the other (Gram and Schmidt)."""
    Q = A.copy()
    for i in range(len(A)):
        for j in range(i):
            Q[i] -= np.sum(Q[i] * Q[j]) * Q[j]  # take off what row j has already
        Q[i] /= np.sqrt(np.sum(Q[i] ** 2))  # and make the length 1
    return Q


def recurrent(r: Array, H: int, kind: str, rho: float) -> Array:
    """Return a W_hh (H, H) of spectral radius ρ: "random", "orthogonal" or "identity"."""
    W = matrix(r, H, H, 1.0)
    if kind == "random":
        return rho / radius(W) * W
    return rho * orthogonal(W) if kind == "orthogonal" else rho * np.eye(H)


def xavier(r: Array, rows: int, columns: int) -> Array:
    """Return numbers whose variance is 2 / (rows + columns)."""
    return matrix(r, rows, columns, np.sqrt(6 / (rows + columns)))


def weights(r: Array, cell: str, D: int, H: int, O: int, kind: str, rho: float) -> Params:
    """Return the parameters of a cell and of its readout; an LSTM begins by keeping: b_f = 1."""
    k = blocks(cell)
    W_xh, W_hh, b_h = np.zeros((k * H, D)), np.zeros((k * H, H)), np.zeros(k * H)
    for block in range(0, k * H, H):
        W_xh[block : block + H] = xavier(r, H, D)  # the block's part of W_xh
        W_hh[block : block + H] = recurrent(r, H, kind, rho)  # the block's part of W_hh
    params = {"W_xh": W_xh, "W_hh": W_hh, "b_h": b_h, "W_hy": xavier(r, O, H), "b_y": np.zeros(O)}
    if cell == "LSTM":
        b_h[H : 2 * H] = 1.0
    if cell == "GRU":
        params["b_hn"] = np.zeros(H)
    return params
