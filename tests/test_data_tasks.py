"""The synthetic tasks: the right answers, recomputed by brute force, and the baselines, measured."""

import itertools
from collections import Counter

import numpy as np
import pytest

from rnnlib import GRU, Linear, data, mse, softmax_cross_entropy
from rnnlib.data.tasks import WORDS
from rnnlib.sequences import last_real, lengths_from_mask

MAKERS = {
    "adding": lambda B, rng: data.adding_problem(12, B, rng),
    "copy": lambda B, rng: data.copy_memory(5, B, rng),
    "recall": lambda B, rng: data.delayed_recall(6, B, rng),
    "order": lambda B, rng: data.temporal_order(20, B, rng),
    "parity": lambda B, rng: data.parity(9, B, rng),
    "brackets": lambda B, rng: data.bracket_matching(10, B, rng),
    "sentiment": lambda B, rng: data.sentiment(11, B, rng),
}
every_task = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)


def loss_of(y_hat: np.ndarray, task: data.Task) -> float:
    return (mse if task.y.dtype.kind == "f" else softmax_cross_entropy)(y_hat, task.y, task.loss_mask)[0]


def same(task: data.Task, p: np.ndarray) -> np.ndarray:
    """Return the logits that give the probabilities `p` at every step of every sequence."""
    return np.broadcast_to(np.log(p), (*task.mask.shape, len(p)))


def shown(task: data.Task) -> np.ndarray:
    """Return the symbols (T, B) behind a one-hot x."""
    np.testing.assert_array_equal(np.sort(task.x[task.mask], axis=-1)[:, :-1], 0)
    np.testing.assert_array_equal(task.x[task.mask].max(axis=-1), 1)
    return task.x.argmax(axis=-1)


# --- what all tasks have in common


@every_task
def test_shapes_masks_and_a_training_step(make, rng):
    task = make(4, rng)
    T, B, D = task.x.shape
    assert B == 4
    assert type(task.baseline) is float
    assert task.mask.shape == task.loss_mask.shape == (T, B)
    assert task.mask.dtype == task.loss_mask.dtype == bool
    assert not (task.loss_mask & ~task.mask).any()  # only real steps count
    assert task.loss_mask.any(axis=0).all()
    layer, readout = GRU(D, 3, rng=rng), Linear(3, task.output_size, rng=rng)
    h, _ = layer.forward(task.x, None, task.mask)
    assert np.isfinite(loss_of(readout.forward(h)[0], task))
    if task.y.dtype.kind == "i":
        assert set(np.unique(task.y)) <= set(range(task.output_size))
    else:
        assert task.y.shape == (T, B, task.output_size)


@every_task
def test_one_seed_one_batch(make):
    first, again, other = (make(8, np.random.default_rng(seed)) for seed in (3, 3, 4))
    for a, b in zip(first, again, strict=True):
        np.testing.assert_array_equal(a, b)
    assert not np.array_equal(first.x, other.x)


@pytest.mark.parametrize("name", ["adding", "recall", "order", "sentiment"])
def test_one_answer_stands_at_every_step(name, rng):
    task = MAKERS[name](50, rng)
    np.testing.assert_array_equal(task.y, np.broadcast_to(task.y[-1:], task.y.shape))
    np.testing.assert_array_equal(last_real(task.y, task.loss_mask), task.y[-1])
    assert (task.loss_mask.sum(axis=0) == 1).all()


# --- the answers, by brute force


@pytest.mark.parametrize("T", [2, 3, 12])
def test_adding_problem(T, rng):
    task = data.adding_problem(T, 500, rng)
    numbers, markers = task.x[..., 0], task.x[..., 1]
    assert set(np.unique(markers)) <= {0, 1}
    assert (markers[: T // 2].sum(axis=0) == 1).all()
    assert (markers[T // 2 :].sum(axis=0) == 1).all()
    assert (markers.sum(axis=1) > 0).all()  # every step is marked at some time
    np.testing.assert_allclose(task.y[-1, :, 0], (numbers * markers).sum(axis=0), rtol=1e-14)
    assert 0 <= numbers.min() < 0.05
    assert 0.95 < numbers.max() < 1


@pytest.mark.parametrize(("delay", "length", "symbols"), [(1, 10, 8), (5, 10, 8), (3, 2, 4)])
def test_copy_memory(delay, length, symbols, rng):
    task = data.copy_memory(delay, 60, rng, length, symbols)
    seen, blank = shown(task), symbols
    assert seen.shape == (delay + 2 * length, 60)
    np.testing.assert_array_equal(np.unique(seen[:length]), np.arange(symbols))
    for b in range(60):
        signal = np.flatnonzero(seen[:, b] == symbols + 1)
        assert signal.tolist() == [length + delay - 1]  # the answer begins one step later
        np.testing.assert_array_equal(task.y[signal[0] + 1 :, b], seen[:length, b])
    assert (np.delete(seen[length:], delay - 1, axis=0) == blank).all()
    assert (task.y[:-length] == blank).all()
    assert task.loss_mask.all()
    assert task.output_size == task.x.shape[-1] == symbols + 2


def test_delayed_recall(rng):
    task = data.delayed_recall(6, 300, rng, symbols=3)
    seen = shown(task)
    assert seen.shape == (8, 300)
    np.testing.assert_array_equal(task.y[-1], seen[0])
    np.testing.assert_array_equal(seen[-1], 3)
    np.testing.assert_array_equal(np.unique(seen[1:-1]), [0, 1, 2])
    assert task.loss_mask[-1].all()
    assert task.output_size == 3


@pytest.mark.parametrize("T", [10, 20, 100])
def test_temporal_order(T, rng):
    task = data.temporal_order(T, 400, rng)
    seen = shown(task)
    for b in range(400):
        first, second = np.flatnonzero(seen[:, b] < 2)  # exactly two
        assert T // 10 <= first < 2 * T // 10
        assert 4 * T // 10 <= second < 5 * T // 10
        assert task.y[-1, b] == 2 * seen[first, b] + seen[second, b]
    np.testing.assert_array_equal(np.unique(task.y), range(4))
    np.testing.assert_array_equal(np.unique(seen), range(6))


def test_parity(rng):
    task = data.parity(9, 100, rng)
    for t, b in itertools.product(range(9), range(100)):
        assert task.y[t, b] == np.sum(task.x[: t + 1, b, 0] == 1) % 2
    assert set(np.unique(task.x)) == {0, 1}


@pytest.mark.parametrize(("T", "kinds"), [(2, 2), (10, 2), (24, 5)])
def test_bracket_matching(T, kinds, rng):
    task = data.bracket_matching(T, 200, rng, kinds)
    seen = shown(task)
    for b in range(200):
        stack = []
        for t in range(T):
            if seen[t, b] < kinds:
                stack.append(seen[t, b])
                assert task.y[t, b] == seen[t, b]
            else:
                assert task.y[t, b] == stack.pop()  # raises where nothing is open
        assert not stack
    np.testing.assert_array_equal(task.loss_mask, seen == kinds)
    np.testing.assert_array_equal(np.unique(seen), range(kinds + 1))


def test_every_shape_of_brackets_is_equally_likely(rng):
    """There are 14 ways to nest four pairs, the fourth Catalan number."""
    B = 28_000
    opens = shown(data.bracket_matching(8, B, rng)) < 2
    counts = Counter(column.tobytes() for column in np.ascontiguousarray(opens.T))
    assert len(counts) == 14
    assert max(abs(count - B / 14) for count in counts.values()) < 5 * np.sqrt(B / 14)


def test_sentiment(rng):
    task = data.sentiment(11, 400, rng)
    seen, lengths = shown(task), lengths_from_mask(task.mask)
    assert set(lengths) == set(range(5, 12))
    favourable = {("very", "good"), ("not", "bad")}
    for b, n in enumerate(lengths):
        sentence = [WORDS[i] for i in seen[:n, b]]
        assert sentence[0] in ("not", "very")
        assert sentence[1] in ("good", "bad")
        assert not set(sentence[2:-1]) & set(WORDS[:6])
        assert sentence[-1] in ("great", "awful")
        assert task.y[-1, b] == (tuple(sentence[:2]) in favourable)
        assert np.flatnonzero(task.loss_mask[:, b]).tolist() == [n - 1]
        assert (task.x[n:, b] == 0).all()


@pytest.mark.parametrize("agreement", [0.5, 0.75, 0.9])
def test_the_last_word_agrees_as_often_as_asked(agreement, rng):
    B = 20_000
    task = data.sentiment(6, B, rng, agreement)
    great = last_real(shown(task), task.mask) == WORDS.index("great")
    assert abs(np.mean(great == task.y[-1]) - agreement) < 5 * 0.5 / np.sqrt(B)


# --- the baselines, measured on many sequences


def test_baseline_of_the_adding_problem(rng):
    task = data.adding_problem(10, 40_000, rng)
    assert task.baseline == pytest.approx(1 / 6)
    assert loss_of(np.ones_like(task.y), task) == pytest.approx(task.baseline, rel=0.02)
    for other in (0.9, 1.1):  # no constant does better
        assert loss_of(np.full_like(task.y, other), task) > loss_of(np.ones_like(task.y), task)


@pytest.mark.parametrize("delay", [1, 100])
def test_baseline_of_copy_memory(delay, rng):
    task = data.copy_memory(delay, 50, rng)
    assert task.baseline == pytest.approx(10 * np.log(8) / (delay + 20))
    p = np.full((*task.mask.shape, 10), 1e-30)
    p[:-10, :, 8] = 1
    p[-10:, :, :8] = 1 / 8
    assert loss_of(np.log(p), task) == pytest.approx(task.baseline, rel=1e-9)


@pytest.mark.parametrize(("name", "expected"), [("recall", 4), ("order", 4), ("parity", 2), ("brackets", 2)])
def test_baseline_of_guessing(name, expected, rng):
    """The answers are balanced, so that no constant guess beats the even one."""
    task = MAKERS[name](20_000, rng)
    K = task.output_size
    assert task.baseline == pytest.approx(np.log(expected))
    assert loss_of(same(task, np.full(K, 1 / K)), task) == pytest.approx(task.baseline, rel=1e-9)
    frequencies = np.bincount(task.y[task.loss_mask], minlength=K) / task.loss_mask.sum()
    assert loss_of(same(task, frequencies), task) > 0.999 * task.baseline


def test_parity_cannot_be_had_with_one_bit_missing(rng):
    """Whatever the other bits are, the answers are as often odd as even."""
    T, B = 4, 40_000
    task = data.parity(T, B, rng)
    for missing in range(T):
        seen = np.delete(task.x[..., 0], missing, axis=0).astype(int)
        group = 4 * seen[0] + 2 * seen[1] + seen[2]
        odd = np.bincount(group, task.y[-1]) / np.bincount(group)
        assert len(odd) == 8
        assert abs(odd - 0.5).max() < 5 * 0.5 / np.sqrt(B / 8)


@pytest.mark.parametrize(("agreement", "expected"), [(0.75, 0.562335), (0.5, np.log(2)), (0.9, 0.325083)])
def test_baseline_of_sentiment_is_what_the_last_word_gives(agreement, expected, rng):
    task = data.sentiment(8, 40_000, rng, agreement)
    assert task.baseline == pytest.approx(expected, rel=1e-5)
    great = task.x[..., WORDS.index("great")] == 1  # (T, B)
    p = np.where(great[..., None], [1 - agreement, agreement], [agreement, 1 - agreement])
    assert loss_of(np.log(p), task) == pytest.approx(task.baseline, rel=0.02)


# --- bad sizes


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: data.adding_problem(1, 2), ValueError, "T: expected at least 2, got 1"),
        (lambda: data.adding_problem(4.0, 2), TypeError, "T: expected a whole number, got 4.0"),
        (lambda: data.adding_problem(4, 0), ValueError, "B: expected at least 1, got 0"),
        (lambda: data.adding_problem(4, 2, 7), TypeError, r"rng: expected np.random.default_rng\(seed\)"),
        (lambda: data.copy_memory(0, 2), ValueError, "delay: expected at least 1, got 0"),
        (lambda: data.copy_memory(3, 2, length=0), ValueError, "length: expected at least 1, got 0"),
        (lambda: data.delayed_recall(3, 2, symbols=1), ValueError, "symbols: expected at least 2, got 1"),
        (lambda: data.temporal_order(9, 2), ValueError, "T: expected at least 10, got 9"),
        (lambda: data.parity(1, 2), ValueError, "T: expected at least 2, got 1"),
        (lambda: data.bracket_matching(7, 2), ValueError, "T: expected an even number, .* got 7"),
        (lambda: data.bracket_matching(8, 2, kinds=1), ValueError, "kinds: expected at least 2, got 1"),
        (lambda: data.sentiment(3, 2), ValueError, "T: expected at least 4, got 3"),
        (lambda: data.sentiment(8, 2, agreement=1.0), ValueError, "agreement: expected at least 0.5"),
        (lambda: data.sentiment(8, 2, agreement=0.4), ValueError, "agreement: expected at least 0.5"),
    ],
)
def test_bad_arguments_are_refused(call, error, said):
    with pytest.raises(error, match=said):
        call()
