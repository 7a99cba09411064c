"""Sums over many rows that keep their last digits.

Added to one running total, the rows of a long sum are rounded against it each time: in float32 a million rows
of 0.1 are 1 % off. Here no total is longer than a block before it is carried on in float64.
"""

import numpy as np

BLOCK = 32  # rows added up in the dtype of the array; the sums of the blocks are added up in float64


def sum_rows(array: np.ndarray) -> np.ndarray:
    """Return the sum of `array` (…, H) over all axes but the last, (H,), in its dtype.

    A block is summed as a product with a row of ones: for NumPy's library of products that is the faster way.
    """
    rows = array.reshape(-1, array.shape[-1])
    whole = len(rows) - len(rows) % BLOCK
    blocks = rows[:whole].reshape(-1, BLOCK, rows.shape[1])
    sums = (np.ones((1, BLOCK), rows.dtype) @ blocks)[:, 0]  # (N / BLOCK, H)
    total = np.add.reduce(sums, axis=0, dtype=np.float64)
    if whole < len(rows):
        total += np.add.reduce(rows[whole:], axis=0, dtype=np.float64)
    return total.astype(rows.dtype)


def sum_rows_by(index: np.ndarray, rows: np.ndarray, count: int) -> np.ndarray:
    """Return the (count, H) array whose row v is the sum of rows[i] (N, H) over all i with index[i] = v.

    As np.add.at, which takes several times as long when an index occurs many times.
    """
    total = np.zeros((count, rows.shape[1]), rows.dtype)
    order = np.argsort(index, kind="stable")  # equal indices side by side
    index = index[order]
    begins = np.ones(len(index), bool)
    begins[1:] = index[1:] != index[:-1]
    cuts = begins.copy()
    cuts[::BLOCK] = True
    sums = np.add.reduceat(rows[order], np.flatnonzero(cuts), axis=0)  # from each cut to the next
    first = np.flatnonzero(begins[cuts])  # of the sums that belong to one index
    total[index[begins]] = np.add.reduceat(sums, first, axis=0, dtype=np.float64)
    return total
