"""Sequences of different lengths in one batch: padding, masks, packing, and reversal of the real part.

A mask is (T, B) of bool, True where the step is real. Every function takes masks with gaps too, unless it
says otherwise. Arrays are time-major: (T, B, …).

A recurrent layer of this package carries the state over padding. If it reads forwards, its `h[-1]` already is
the state after the last real step, which `final_state` returns. The backward half of a `Bidirectional` layer
begins at the end: there `h[-1]` has read one step, or at padding none and is the initial state. What it makes
of a whole sequence is at the other end, so that the two halves of a summary, (B, H_f + H_b), are

    np.concatenate([h[-1, :, :H_f], h[0, :, H_f:]], axis=-1)

and their gradient goes back to the same places of dh.

`last_real` is for what is not carried: the outputs of a `Linear`, of attention or of a Transformer block.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from rnnlib.validation import check_array, check_integers, check_mask, check_size


def pad(sequences: Sequence[ArrayLike]) -> tuple[np.ndarray, np.ndarray]:
    """Stack sequences of different lengths, with zeros after the end of each.

    Parameters
    ----------
    sequences : B arrays, all (T_b, D) of floats or all (T_b,) of integers (tokens); no T_b is zero

    Returns
    -------
    padded : (T, B, D) of floats or (T, B) of integers, T the largest T_b
    mask : (T, B) of bool, True where the step is real

    Raises
    ------
    TypeError, ValueError
        If there is no sequence, one is empty, or they differ in kind or in D.
    """
    if not isinstance(sequences, Sequence | np.ndarray):
        raise TypeError(f"sequences: expected a list of arrays, got {type(sequences).__name__}")
    if len(sequences) == 0:
        raise ValueError("sequences: expected at least one sequence, got none")
    arrays = [_check_sequence(f"sequences[{b}]", sequence) for b, sequence in enumerate(sequences)]
    first = arrays[0]
    for b, array in enumerate(arrays):
        if (array.dtype.kind == "f") != (first.dtype.kind == "f"):
            raise TypeError(
                f"sequences[{b}]: expected {first.dtype} as sequences[0], got dtype {array.dtype}"
            )
        if array.shape[1:] != first.shape[1:]:
            raise ValueError(f"sequences[{b}]: expected D = {first.shape[1]}, got shape {array.shape}")
    mask = mask_from_lengths([len(array) for array in arrays])
    dtype = np.result_type(*arrays) if first.dtype.kind == "f" else np.int64
    padded = np.zeros(mask.shape + first.shape[1:], dtype)
    for b, array in enumerate(arrays):
        padded[: len(array), b] = array
    return padded, mask


def unpad(array: np.ndarray, mask: np.ndarray) -> list[np.ndarray]:
    """Return the real steps of each sequence: the inverse of `pad`.

    Parameters
    ----------
    array : (T, B, …)
    mask : (T, B) of bool

    Returns
    -------
    sequences : B arrays (T_b, …)

    Raises
    ------
    TypeError, ValueError
        If `mask` is not boolean or its shape is not the one `array` begins with.
    """
    array, mask = _check_pair(array, mask)
    return [array[mask[:, b], b] for b in range(mask.shape[1])]


def mask_from_lengths(lengths: ArrayLike, T: int | None = None) -> np.ndarray:
    """Return the mask of sequences that start together and have these lengths.

    Parameters
    ----------
    lengths : (B,) of integers from 0 to T
    T : the number of steps; None takes the largest length

    Returns
    -------
    mask : (T, B) of bool

    Raises
    ------
    TypeError, ValueError
        If a length is not a whole number from 0 to T, or T is not at least 1.

    Notes
    -----
    mask[t, b] = t < lengths[b], with t from 0
    """
    lengths = check_integers("lengths", lengths, ("B",))
    T = check_size("T", int(lengths.max()) if T is None else T)
    if lengths.min() < 0 or lengths.max() > T:
        wrong = lengths[(lengths < 0) | (lengths > T)][0]
        raise ValueError(f"lengths: expected lengths from 0 to {T}, got {wrong}")
    return np.arange(T)[:, None] < lengths  # (T, 1) < (B,)


def lengths_from_mask(mask: np.ndarray) -> np.ndarray:
    """Return the lengths of sequences that start together: the inverse of `mask_from_lengths`.

    Parameters
    ----------
    mask : (T, B) of bool, in each column first the real steps, then the padding

    Returns
    -------
    lengths : (B,) of int

    Raises
    ------
    TypeError, ValueError
        If `mask` is not boolean, or a real step comes after padding.
    """
    mask = _check_mask(mask)
    late = ~mask[:-1] & mask[1:]  # (T-1, B)
    if late.any():
        t, b = (int(i) for i in np.argwhere(late)[0])
        raise ValueError(
            f"mask: expected no real step after padding, got one at step {t + 1} of sequence {b}"
        )
    return mask.sum(axis=0)


def last_real(array: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return the entry at the last real step of each sequence.

    Parameters
    ----------
    array : (T, B, …)
    mask : (T, B) of bool, at least one real step in each column

    Returns
    -------
    last : (B, …)

    Raises
    ------
    TypeError, ValueError
        If `mask` is not boolean, does not fit `array`, or a sequence has no real step.
    """
    array, mask = _check_pair(array, mask)
    t = _last_steps(mask)
    return array[t, np.arange(len(t))]


def last_real_backward(dlast: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Send the gradient of `last_real` back to the steps it was taken from.

    Parameters
    ----------
    dlast : (B, …), ∂L/∂last
    mask : (T, B) of bool, as in `last_real`

    Returns
    -------
    darray : (T, B, …), zero at every other step

    Raises
    ------
    TypeError, ValueError
        If `mask` is not boolean, does not fit `dlast`, or a sequence has no real step.
    """
    mask = _check_mask(mask)
    dlast = check_array("dlast", dlast)
    if dlast.shape[:1] != mask.shape[1:]:
        raise ValueError(f"dlast: expected shape ({mask.shape[1]}, …), got {dlast.shape}")
    t = _last_steps(mask)
    darray = np.zeros(mask.shape + dlast.shape[1:], dlast.dtype)
    darray[t, np.arange(len(t))] = dlast
    return darray


def pack(array: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return the real steps alone, one after another: all of step 1, then all of step 2, and so on.

    Parameters
    ----------
    array : (T, B, …)
    mask : (T, B) of bool

    Returns
    -------
    packed : (N, …), N the number of real steps

    Raises
    ------
    TypeError, ValueError
        If `mask` is not boolean or its shape is not the one `array` begins with.
    """
    array, mask = _check_pair(array, mask)
    return array[mask]


def unpack(packed: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Put packed steps back in their places, with zeros at padding: the inverse of `pack`.

    Parameters
    ----------
    packed : (N, …), N the number of real steps
    mask : (T, B) of bool, the one given to `pack`

    Returns
    -------
    array : (T, B, …)

    Raises
    ------
    TypeError, ValueError
        If `mask` is not boolean, or `packed` does not hold one row for each real step.
    """
    mask = _check_mask(mask)
    packed = check_array("packed", packed, "integers", "booleans")
    N = int(mask.sum())
    if packed.shape[:1] != (N,):
        raise ValueError(f"packed: expected shape ({N}, …), one row a real step, got {packed.shape}")
    array = np.zeros(mask.shape + packed.shape[1:], packed.dtype)
    array[mask] = packed
    return array


def reverse(array: np.ndarray, mask: np.ndarray | None = None) -> np.ndarray:
    """Reverse each sequence within its real part; padding stays where it is.

    Parameters
    ----------
    array : (T, B, …)
    mask : (T, B) of bool; None is real throughout

    Returns
    -------
    reversed : (T, B, …)

    Raises
    ------
    TypeError, ValueError
        If `mask` is not boolean or its shape is not the one `array` begins with.

    Notes
    -----
    With t_1 < … < t_n the real steps of a sequence, step t_i of the result is step t_{n+1-i} of `array`.
    Reversing twice is the identity. The backward pass of `reverse` is `reverse`, with the same mask.
    """
    if mask is None:
        return check_array("array", array, "integers", "booleans")[::-1].copy()
    array, mask = _check_pair(array, mask)
    T, B = mask.shape
    steps = np.argsort(~mask, axis=0, kind="stable")  # (T, B): the real steps in order, then the padding
    rank, n = np.arange(T)[:, None], mask.sum(axis=0)
    mirrored = np.take_along_axis(steps, np.where(rank < n, n - 1 - rank, rank), axis=0)
    source = np.empty_like(steps)
    np.put_along_axis(source, steps, mirrored, axis=0)
    return array[source, np.arange(B)]


def _check_sequence(name: str, value: ArrayLike) -> np.ndarray:
    array = check_array(name, value, "integers")
    ndim, shape = (2, "(T, D) of floats") if array.dtype.kind == "f" else (1, "(T,) of integers")
    if array.ndim != ndim or array.size == 0:
        raise ValueError(f"{name}: expected shape {shape}, not empty, got {array.dtype} of {array.shape}")
    return array


def _check_mask(mask: np.ndarray) -> np.ndarray:
    checked = check_mask("mask", mask, ("T", "B"))
    if checked is None:
        raise TypeError("mask: expected a (T, B) array of booleans, got None")
    return checked


def _check_pair(array: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    array, mask = check_array("array", array, "integers", "booleans"), _check_mask(mask)
    if array.shape[:2] != mask.shape:
        raise ValueError(f"mask: expected shape {array.shape[:2]}, as the array begins, got {mask.shape}")
    return array, mask


def _last_steps(mask: np.ndarray) -> np.ndarray:
    if not mask.any(axis=0).all():
        b = int(np.argwhere(~mask.any(axis=0))[0, 0])
        raise ValueError(f"mask: expected a real step in every sequence, got none in sequence {b}")
    return mask.shape[0] - 1 - mask[::-1].argmax(axis=0)  # (B,)
