"""The recurrence h_t = a_t ∘ h_{t-1} + b_t, run step by step and as a parallel scan."""

import numpy as np


def loop(a: np.ndarray, b: np.ndarray, h0: np.ndarray) -> np.ndarray:
    """Run the recurrence step by step: T rounds, one after the other.

    Parameters
    ----------
    a : (T, B, H) or (T, 1, H), the factors
    b : (T, B, H), what is added
    h0 : (B, H), the state before the first step

    Returns
    -------
    h : (T, B, H), the state after each step

    Notes
    -----
    h_t = a_t ∘ h_{t-1} + b_t
    """
    h = np.empty_like(b)
    h_prev = h0
    for t in range(len(b)):
        h[t] = a[t] * h_prev + b[t]
        h_prev = h[t]
    return h


def scan(a: np.ndarray, b: np.ndarray, h0: np.ndarray) -> np.ndarray:
    """Run the recurrence as a parallel scan: about 2 log₂ T rounds, each for many steps at once.

    Parameters
    ----------
    a : (T, B, H) or (T, 1, H), the factors
    b : (T, B, H), what is added
    h0 : (B, H), the state before the first step

    Returns
    -------
    h : (T, B, H), the state after each step

    Notes
    -----
    Step t is the map h ↦ a_t ∘ h + b_t. Steps 1 to t in a row are again such a map, h ↦ A_t ∘ h + B_t, so
    h_t = A_t ∘ h0 + B_t. As `combine` is associative, all the (A_t, B_t) come from a tree of combinations.

    Blelloch (1990), "Prefix sums and their applications", CMU-CS-90-190. Martin and Cundy (2018),
    "Parallelizing linear recurrent neural nets over sequence length", ICLR.
    """
    A, B = prefixes(a, b)
    return A * h0 + B


def combine(a1: np.ndarray, b1: np.ndarray, a2: np.ndarray, b2: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the map that does (a1, b1) first and then (a2, b2).

    Parameters
    ----------
    a1, b1 : arrays of one length, the earlier map h ↦ a1 ∘ h + b1
    a2, b2 : the same for the later map

    Returns
    -------
    a, b : the two in a row, h ↦ a ∘ h + b

    Notes
    -----
    (a2, b2) ∘ (a1, b1) = (a2 a1, a2 b1 + b2), as a2 (a1 h + b1) + b2 = (a2 a1) h + (a2 b1 + b2).
    """
    return a2 * a1, a2 * b1 + b2


def prefixes(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Combine steps 1 to t, for every t.

    Parameters
    ----------
    a, b : (T, …), the map of each step

    Returns
    -------
    A, B : (T, …), the map of all the steps up to and including each one

    Notes
    -----
    Neighbours are combined in pairs; the prefixes of the T/2 pairs, found in the same way, are the prefixes
    that end at every second step; one more round of combinations gives those in between. Two rounds for each
    halving of T, and fewer than 2T combinations in all.
    """
    T = len(b)
    if T == 1:
        return a, b
    paired = T - T % 2
    pairs = combine(a[0:paired:2], b[0:paired:2], a[1:paired:2], b[1:paired:2])
    A_odd, B_odd = prefixes(*pairs)  # they end at t = 1, 3, 5, … counted from 0
    between = (T - 1) // 2  # the steps t = 2, 4, …
    A_even, B_even = combine(A_odd[:between], B_odd[:between], a[2::2], b[2::2])
    A, B = np.empty_like(a), np.empty_like(b)
    A[0], A[1::2], A[2::2] = a[0], A_odd, A_even
    B[0], B[1::2], B[2::2] = b[0], B_odd, B_even
    return A, B
