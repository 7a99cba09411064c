"""Mini-batches and streams."""

import warnings

import numpy as np
import pytest

from rnnlib import SGD
from rnnlib.training import Batches, streams, train
from rnnlib.training.batches import count

T, B, D = 3, 7, 2


def arrays():
    """Return inputs, targets and mask that show which sequence they belong to."""
    b = np.arange(B)
    x = np.broadcast_to(b[None, :, None], (T, B, D)).astype(float)
    return x, np.broadcast_to(10 * b, (T, B)).copy(), np.broadcast_to(b % 2 == 0, (T, B)).copy()


def test_an_epoch_holds_every_sequence_once_with_its_target_and_its_mask(rng):
    batches = Batches(*arrays(), batch_size=3, rng=rng)
    for _ in range(3):
        batches.shuffle()
        seen = []
        for x, y, mask in batches:
            assert x.shape[0] == y.shape[0] == mask.shape[0] == T
            np.testing.assert_array_equal(y, 10 * x[:, :, 0])
            np.testing.assert_array_equal(mask, x[:, :, 0] % 2 == 0)
            seen.append(x[0, :, 0])
        assert [len(part) for part in seen] == [3, 3, 1]
        assert sorted(np.concatenate(seen)) == list(range(B))


def test_the_order_is_new_in_every_epoch_and_the_same_from_one_seed():
    def orders(seed):
        batches = Batches(*arrays(), batch_size=3, rng=np.random.default_rng(seed))
        drawn = []
        for _ in range(4):
            batches.shuffle()
            drawn.append(tuple(batches.order))
        return drawn

    assert len(set(orders(1))) == 4
    assert orders(1) == orders(1)
    assert orders(1) != orders(2)


def test_without_a_generator_the_order_stays():
    batches = Batches(arrays()[0], None, batch_size=B)
    batches.shuffle()
    ((x, nothing),) = batches
    np.testing.assert_array_equal(x, arrays()[0])
    assert nothing is None


def test_a_batch_is_a_copy(rng):
    x = arrays()[0]
    batches = Batches(x, batch_size=2, rng=rng)
    batches[0][0][...] = -1
    np.testing.assert_array_equal(x, arrays()[0])


def test_batches_are_counted_from_either_end(rng):
    batches = Batches(arrays()[0], batch_size=3, rng=rng)
    assert len(batches) == 3
    np.testing.assert_array_equal(batches[-1][0], batches[2][0])
    for number in (3, -4):
        with pytest.raises(IndexError):
            batches[number]


@pytest.mark.parametrize(
    ("arrays", "options", "error", "message"),
    [
        ((), {}, ValueError, "arrays: expected at least one array"),
        ((None,), {}, ValueError, "arrays: expected at least one array"),
        ((np.zeros((3, 4, 1)), np.zeros((3, 5))), {}, ValueError, r"on axis 1, got \{0: 4, 1: 5\}"),
        ((np.zeros((3, 0, 1)),), {}, ValueError, "at least 1 on axis 1"),
        ((np.zeros(3),), {}, ValueError, r"arrays\[0\]: expected an array of shape \(T, B, …\), got \(3,\)"),
        (([[1.0]],), {}, ValueError, r"arrays\[0\]: .* got list"),
        ((np.zeros((3, 4)),), {"batch_size": 0}, ValueError, "batch_size: expected at least 1"),
        ((np.zeros((3, 4)),), {"rng": 0}, TypeError, "rng: expected np.random.default_rng"),
    ],
)
def test_bad_batches(arrays, options, error, message):
    with pytest.raises(error, match=message):
        Batches(*arrays, **{"batch_size": 2, **options})


Y, MASK = np.zeros((3, 8, 2)), np.arange(3)[:, None] < [3, 3, 1, 1, 2, 2, 3, 1]


@pytest.mark.parametrize(
    ("batch", "steps"),
    [
        (Y, 24),
        ((Y, Y[:1]), 8),
        ((Y, Y, MASK), 16),
        ([Y, MASK], 16),
        ((Y, Y, None), 24),
        ({"x": Y, "y": Y}, 24),
        ({"x": Y, "y": Y, "mask": MASK}, 16),
        (((Y, Y), None), 24),
        ((Y, (Y[:1], {"mask": MASK})), 8),
        ((Y, np.zeros(8, int)), 8),  # a label for each sequence
        ((Y, MASK, np.zeros(8)), 8),
        ((Y, Y, np.zeros(8, int)), 24),  # their lengths
        ((Y, np.zeros((3, 8), bool)), 24),  # no mask: it has no real step
        (np.arange(5), 5),  # indices of sequences
        ([3, 1, 4], 3),
        (([3, 1], [4, 1]), 2),
        (np.ones(5), 1),
        (3, 1),
        ("abc", 1),
        (None, 1),
        ((), 1),
    ],
)
def test_a_batch_counts_by_what_its_loss_averages_over(batch, steps):
    assert count(batch) == steps


class Batch:
    """One that does not say how large it is."""


@pytest.mark.parametrize("batch", [slice(0, 8), Batch(), (Batch(), None)])
def test_a_batch_that_cannot_be_counted_is_said_to_count_like_any_other(batch):
    params = {"w": np.ones(1)}
    arguments = lambda _: (1.0, {"w": np.zeros(1)}), SGD(params, 1.0)
    with pytest.warns(
        RuntimeWarning, match=f"^batches: found no array in a {type(batch).__name__}, .* `weight`"
    ):
        train(*arguments, [batch, batch], 1, progress=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        train(*arguments, [batch], 1, progress=False)  # alone it does not matter


def test_the_loss_of_an_epoch_with_labels_and_lengths_of_its_own():
    """Two buckets of sequences of 2 and of 50 steps, each with 4 labels."""
    losses = {2: 1.0, 50: 100.0}
    batches = [(np.zeros((T, 4, 1)), np.zeros(4, int)) for T in losses]
    sgd = SGD({"w": np.ones(1)}, 1.0)
    history = train(lambda b: (losses[len(b[0])], {"w": np.zeros(1)}), sgd, batches, 1, progress=False)
    assert history.loss == [50.5]


def test_streams_follow_the_record():
    record = np.arange(11 * 2).reshape(11, 2)
    cut = streams(record, 3)
    assert cut.shape == (3, 3, 2)  # 11 // 3 steps, 2 of them left out
    np.testing.assert_array_equal(cut.swapaxes(0, 1).reshape(9, 2), record[:9])
    np.testing.assert_array_equal(streams(record, 1)[:, 0], record)


def test_streams_of_inputs_and_targets_fit():
    text = np.arange(100, 121)
    x, y = streams(text[:-1], 4), streams(text[1:], 4)
    assert x.shape == y.shape == (5, 4)
    np.testing.assert_array_equal(y, x + 1)


@pytest.mark.parametrize(
    ("record", "count", "error", "message"),
    [
        (np.zeros(3), 0, ValueError, "count: expected at least 1"),
        (np.zeros(3), 1.0, TypeError, "count: expected a whole number"),
        (np.zeros(3), 4, ValueError, r"record: expected at least 4 steps for 4 streams, got shape \(3,\)"),
        (np.array(1.0), 1, ValueError, "record: expected"),
    ],
)
def test_bad_streams(record, count, error, message):
    with pytest.raises(error, match=message):
        streams(record, count)
