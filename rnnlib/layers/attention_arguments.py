"""The arguments of an attention, checked and batch first, and their gradients, time first again."""

import numpy as np

from rnnlib.layers.kept import kept
from rnnlib.validation import check_finite, check_floats, check_mask

Gradients = tuple[np.ndarray, np.ndarray, np.ndarray | None]  # of query, keys and values


def check_arguments(
    query: np.ndarray,
    keys: np.ndarray,
    values: np.ndarray | None,
    mask: np.ndarray | None,
    sizes: tuple[int, int],
    dtype: np.dtype,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray | None]:
    """Return the arguments, to be kept, batch first: (B, T_q, Q), (B, T_k, K), (B, T_k, V), (B, T_k)."""
    query_size, key_size = sizes
    checked_query = check_floats("query", query, ("T_q", "B", query_size), dtype)
    checked_keys = check_floats("keys", keys, ("T_k", checked_query.shape[1], key_size), dtype)
    T_k, B, _ = checked_keys.shape
    mask = check_mask("mask", mask, (T_k, B))
    if mask is not None and not mask.any(axis=0).all():
        empty = int(np.argmin(mask.any(axis=0)))
        raise ValueError(f"mask: expected a real key in each sequence, got none in sequence {empty}")
    query = kept(check_finite("query", checked_query), query).swapaxes(0, 1)
    keys = kept(check_finite("keys", checked_keys, mask), keys).swapaxes(0, 1)
    if values is None:
        values = keys  # one array: so `backward` knows
    else:
        checked_values = check_floats("values", values, (T_k, B, "V"), dtype)
        values = kept(check_finite("values", checked_values, mask), values).swapaxes(0, 1)
    return query, keys, values, None if mask is None else mask.T


def check_dcontext(dcontext: np.ndarray, query: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return `dcontext` checked and batch first: (B, T_q, V)."""
    B, T_q, _ = query.shape
    return check_floats("dcontext", dcontext, (T_q, B, values.shape[2]), query.dtype).swapaxes(0, 1)


def time_major(
    dquery: np.ndarray, dkeys: np.ndarray, dvalues: np.ndarray, values_are_keys: bool
) -> Gradients:
    """Return the gradients time first; where the values were the keys, add up what reaches them."""
    dquery = dquery.swapaxes(0, 1)
    if values_are_keys:
        return dquery, (dkeys + dvalues).swapaxes(0, 1), None
    return dquery, dkeys.swapaxes(0, 1), dvalues.swapaxes(0, 1)
