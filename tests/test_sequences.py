"""Padding, masks, packing and reversal: exact inverses, for every mask."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from rnnlib import RNN
from rnnlib.sequences import (
    last_real,
    last_real_backward,
    lengths_from_mask,
    mask_from_lengths,
    pack,
    pad,
    reverse,
    unpack,
    unpad,
)

some_masks = arrays.arrays(bool, st.tuples(st.integers(1, 8), st.integers(1, 5)))
some_lengths = st.lists(st.integers(1, 9), min_size=1, max_size=5)


def numbered(mask: np.ndarray, *rest: int) -> np.ndarray:
    """Return an array that begins with the mask's shape, every entry different and none zero."""
    return np.arange(1.0, 1 + mask.size * int(np.prod(rest))).reshape(*mask.shape, *rest)


# --- pad, unpad


def test_pad_by_hand():
    padded, mask = pad([np.array([[1.0, 2.0]]), np.array([[3.0, 4.0], [5.0, 6.0]])])
    np.testing.assert_array_equal(padded, [[[1, 2], [3, 4]], [[0, 0], [5, 6]]])
    np.testing.assert_array_equal(mask, [[True, True], [False, True]])
    tokens, mask = pad([[7, 8, 9], [4]])
    np.testing.assert_array_equal(tokens, [[7, 4], [8, 0], [9, 0]])
    np.testing.assert_array_equal(mask, [[True, True], [True, False], [True, False]])
    assert tokens.dtype == np.int64
    assert pad([np.array([1], np.uint64), np.array([2], np.int8)])[0].dtype == np.int64
    assert pad([np.ones((1, 1), np.float32), np.ones((1, 1))])[0].dtype == np.float64


@given(some_lengths, st.sampled_from([np.float32, np.float64]), st.integers(0, 99))
def test_unpad_undoes_pad(lengths, dtype, seed):
    rng = np.random.default_rng(seed)
    sequences = [rng.standard_normal((n, 2)).astype(dtype) for n in lengths]
    padded, mask = pad(sequences)
    assert padded.shape == (max(lengths), len(lengths), 2)
    assert padded.dtype == dtype
    assert (padded[~mask] == 0).all()
    for back, sequence in zip(unpad(padded, mask), sequences, strict=True):
        np.testing.assert_array_equal(back, sequence)
    tokens = [rng.integers(0, 9, n) for n in lengths]
    for back, sequence in zip(unpad(*pad(tokens)), tokens, strict=True):
        np.testing.assert_array_equal(back, sequence)


@pytest.mark.parametrize(
    ("sequences", "error", "said"),
    [
        ([], ValueError, r"sequences: expected at least one sequence, got none"),
        ([[1, 2], []], ValueError, r"sequences\[1\]: expected shape .*, not empty, got float64 of \(0,\)"),
        ([np.zeros((0, 2))], ValueError, r"sequences\[0\]: expected shape \(T, D\) of floats, not empty"),
        (
            [np.zeros(3)],
            ValueError,
            r"sequences\[0\]: expected shape \(T, D\) of floats.*got float64 of \(3,\)",
        ),
        ([np.zeros((3, 1), int)], ValueError, r"sequences\[0\]: expected shape \(T,\) of integers"),
        ([np.zeros((3, 2)), np.zeros((3, 4))], ValueError, r"sequences\[1\]: expected D = 2.*\(3, 4\)"),
        ([np.zeros((3, 2)), [1, 2]], TypeError, r"sequences\[1\]: expected float64 as .*got dtype int64"),
        ((sequence for sequence in [[1]]), TypeError, "sequences: expected a list of arrays, got generator"),
        (None, TypeError, "sequences: expected a list of arrays, got NoneType"),
        (3, TypeError, "sequences: expected a list of arrays, got int"),
        ([[[1.0, 2.0], [3.0]]], ValueError, r"sequences\[0\]: expected an array, got list: "),
        ([["a"]], TypeError, r"sequences\[0\]: expected floats .* or integers, got dtype <U1"),
    ],
)
def test_pad_refuses(sequences, error, said):
    with pytest.raises(error, match=said):
        pad(sequences)


# --- masks and lengths


@given(some_lengths, st.integers(0, 3))
def test_lengths_and_masks_are_inverse(lengths, longer):
    T = max(lengths) + longer
    mask = mask_from_lengths(lengths, T)
    assert mask.shape == (T, len(lengths))
    assert mask.dtype == bool
    np.testing.assert_array_equal(mask.sum(axis=0), lengths)
    np.testing.assert_array_equal(lengths_from_mask(mask), lengths)
    assert mask_from_lengths(lengths).shape[0] == max(lengths)


@given(some_masks)
def test_lengths_are_refused_where_there_is_a_gap(mask):
    n = mask.sum(axis=0)
    if all(mask[: n[b], b].all() for b in range(mask.shape[1])):
        np.testing.assert_array_equal(mask_from_lengths(lengths_from_mask(mask), len(mask)), mask)
    else:
        with pytest.raises(ValueError, match="mask: expected no real step after padding, got one at step"):
            lengths_from_mask(mask)


def test_the_gap_is_named():
    mask = np.array([[True, True], [True, False], [True, True]])
    with pytest.raises(ValueError, match="got one at step 2 of sequence 1"):
        lengths_from_mask(mask)


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        (([1, -1],), ValueError, "lengths: expected lengths from 0 to 1, got -1"),
        (([1, 4], 3), ValueError, "lengths: expected lengths from 0 to 3, got 4"),
        (([1.0],), TypeError, "lengths: expected integers, got dtype float64"),
        (([0, 0],), ValueError, "T: expected at least 1, got 0"),
        (([[1]],), ValueError, r"lengths: expected shape \(B,\), got \(1, 1\)"),
        (([1], 2.5), TypeError, "T: expected a whole number"),
    ],
)
def test_mask_from_lengths_refuses(arguments, error, said):
    with pytest.raises(error, match=said):
        mask_from_lengths(*arguments)


# --- the last real step


@given(some_masks)
def test_last_real_is_the_last_real_one(mask):
    array = numbered(mask, 2)
    if not mask.any(axis=0).all():
        with pytest.raises(ValueError, match="mask: expected a real step in every sequence, got none in"):
            last_real(array, mask)
        return
    expected = [array[np.flatnonzero(mask[:, b])[-1], b] for b in range(mask.shape[1])]
    np.testing.assert_array_equal(last_real(array, mask), expected)


@given(some_masks.filter(lambda mask: mask.any(axis=0).all()), st.integers(0, 99))
def test_last_real_backward_is_its_transpose(mask, seed):
    """⟨last_real(a), d⟩ = ⟨a, last_real_backward(d)⟩ for all a and d: what makes it the exact gradient."""
    rng = np.random.default_rng(seed)
    array, d = rng.standard_normal((*mask.shape, 3)), rng.standard_normal((mask.shape[1], 3))
    back = last_real_backward(d, mask)
    assert back.shape == array.shape
    np.testing.assert_allclose(np.sum(last_real(array, mask) * d), np.sum(array * back), rtol=1e-12)


@given(some_masks.filter(lambda mask: mask.any(axis=0).all()))
def test_a_recurrent_layer_has_it_in_its_last_step(mask):
    rng = np.random.default_rng(0)
    h, _ = RNN(2, 3, rng=rng).forward(rng.standard_normal((*mask.shape, 2)), None, mask)
    np.testing.assert_array_equal(last_real(h, mask), h[-1])


# --- pack, unpack


@given(some_masks)
def test_unpack_undoes_pack(mask):
    array = numbered(mask, 2)
    packed = pack(array, mask)
    assert packed.shape == (mask.sum(), 2)
    for row, (t, b) in zip(packed, np.argwhere(mask), strict=True):  # step after step
        np.testing.assert_array_equal(row, array[t, b])
    back = unpack(packed, mask)
    np.testing.assert_array_equal(back, np.where(mask[..., None], array, 0))
    np.testing.assert_array_equal(pack(back, mask), packed)
    tokens = numbered(mask).astype(int)
    assert unpack(pack(tokens, mask), mask).dtype == tokens.dtype


def test_unpack_refuses_another_number_of_rows():
    mask = mask_from_lengths([2, 3])
    with pytest.raises(
        ValueError, match=r"packed: expected shape \(5, …\), one row a real step, got \(4, 2\)"
    ):
        unpack(np.zeros((4, 2)), mask)


# --- reverse


def test_reverse_by_hand():
    mask = np.array([[1, 1, 0], [1, 1, 1], [1, 0, 0], [0, 0, 1]], bool)
    array = np.array([[1, 5, 9], [2, 6, 10], [3, 7, 11], [4, 8, 12]])
    np.testing.assert_array_equal(reverse(array, mask), [[3, 6, 9], [2, 5, 12], [1, 7, 11], [4, 8, 10]])
    np.testing.assert_array_equal(reverse(array), array[::-1])


@given(some_masks)
def test_reversing_twice_is_the_identity(mask):
    array = numbered(mask, 2)
    back = reverse(array, mask)
    np.testing.assert_array_equal(reverse(back, mask), array)
    np.testing.assert_array_equal(back[~mask], array[~mask])
    for forth, sequence in zip(unpad(array, mask), unpad(back, mask), strict=True):
        np.testing.assert_array_equal(forth[::-1], sequence)


@given(some_masks, st.integers(0, 99))
def test_reverse_is_its_own_backward_pass(mask, seed):
    a, d = np.random.default_rng(seed).standard_normal((2, *mask.shape))
    np.testing.assert_allclose(np.sum(reverse(a, mask) * d), np.sum(a * reverse(d, mask)), rtol=1e-12)


def test_results_are_not_views(rng):
    array, mask = rng.standard_normal((3, 2, 1)), np.ones((3, 2), bool)
    for result in (reverse(array), reverse(array, mask), pack(array, mask), last_real(array, mask)):
        assert not np.shares_memory(result, array)
    for result in unpad(array, mask):
        assert not np.shares_memory(result, array)


# --- wrong masks


@pytest.mark.parametrize("function", [unpad, last_real, pack, reverse])
def test_a_mask_that_does_not_fit_is_refused(function):
    with pytest.raises(ValueError, match=r"mask: expected shape \(3, 2\), as the array begins, got \(2, 3\)"):
        function(np.zeros((3, 2, 1)), np.ones((2, 3), bool))
    with pytest.raises(TypeError, match="mask: expected booleans"):
        function(np.zeros((3, 2, 1)), np.ones((3, 2)))


@pytest.mark.parametrize("function", [lengths_from_mask, lambda mask: pack(np.zeros((3, 2)), mask)])
def test_no_mask_is_refused(function):
    with pytest.raises(TypeError, match=r"mask: expected a \(T, B\) array of booleans, got None"):
        function(None)


def test_a_gradient_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"dlast: expected shape \(2, …\), got \(3, 1\)"):
        last_real_backward(np.zeros((3, 1)), np.ones((4, 2), bool))
