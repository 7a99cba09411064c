"""The tasks drawn by the listings: rule and distribution of rnnlib.data, and the same draws on a page."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from browser import launch
from compiled_page import Compiled, agree, shipped

from rnnlib import data
from rnnlib.scratch import brackets, chance, tasks

T, MANY = 20, 400
Sequence = tuple[np.ndarray, np.ndarray, np.ndarray]


def symbols(x: np.ndarray) -> np.ndarray:
    np.testing.assert_array_equal(np.sort(x, axis=1), np.eye(x.shape[1])[-1:].repeat(len(x), axis=0))
    return x.argmax(axis=1)


def parity(x: np.ndarray) -> tuple[Any, Any]:
    assert set(np.unique(x)) <= {0, 1}
    return np.cumsum(x[:, 0]) % 2, {len(x) - 1}


def recall(x: np.ndarray) -> tuple[Any, Any]:
    shown = symbols(x)
    assert shown[:-1].max() < 4 == shown[-1]
    return shown[0], {len(x) - 1}


def adding(x: np.ndarray) -> tuple[Any, Any]:
    first, second = np.flatnonzero(x[:, 1])
    assert first < len(x) // 2 <= second
    return x[first, 0] + x[second, 0], {len(x) - 1}


def order(x: np.ndarray) -> tuple[Any, Any]:
    shown = symbols(x)
    early, late = np.flatnonzero(shown < 2)
    assert len(x) // 10 <= early < 2 * len(x) // 10
    assert 4 * len(x) // 10 <= late < 5 * len(x) // 10
    return 2 * shown[early] + shown[late], {len(x) - 1}


def closing(x: np.ndarray) -> tuple[Any, Any]:
    stack: list[int] = []
    y = []
    for symbol in symbols(x):
        if symbol < 2:
            stack.append(symbol)
        y.append(symbol if symbol < 2 else stack.pop())
    assert stack == []
    return y, set(np.flatnonzero(x[:, 2]))


# The listing, rnnlib's task of the same length, and the rule from inputs to targets and steps that count.
TASKS: dict[str, tuple[Callable[[Any, int], Sequence], Callable[[int, int, Any], data.Task], Any]] = {
    "parity": (tasks.parity, data.parity, parity),
    "recall": (tasks.delayed_recall, lambda T, B, rng: data.delayed_recall(T - 2, B, rng), recall),
    "adding": (tasks.adding, data.adding_problem, adding),
    "order": (tasks.temporal_order, data.temporal_order, order),
    "brackets": (brackets.brackets, data.bracket_matching, closing),
}
EACH = pytest.mark.parametrize(("listing", "made", "rule"), TASKS.values(), ids=TASKS)


def drawn(listing: Callable[[Any, int], Sequence], n: int = MANY, T: int = T) -> list[Sequence]:
    r = chance.begin(0)
    return [listing(r, T) for _ in range(n)]


def sequences(task: data.Task) -> list[Sequence]:
    T, B, _ = task.x.shape
    y = task.y.reshape(T, B)
    return [(task.x[:, b], y[:, b], task.loss_mask[:, b].astype(float)) for b in range(B)]


@EACH
def test_the_same_inputs_have_the_same_targets(listing, made, rule, rng):
    ours, theirs = drawn(listing), sequences(made(T, MANY, rng))
    for x, y, counts in (*ours, *theirs):
        right, counted = rule(x)
        np.testing.assert_array_equal(y, np.broadcast_to(right, len(x)))
        assert set(np.flatnonzero(counts)) == counted
        assert set(np.unique(counts)) <= {0, 1}
    assert {x.shape for x, _, _ in ours} == {x.shape for x, _, _ in theirs}


def test_the_rules_notice_a_wrong_target():
    for listing, _, rule in TASKS.values():
        x, y, _ = drawn(listing, 1)[0]
        assert (y + 1 != rule(x)[0]).all()


@EACH
def test_the_inputs_have_the_same_distribution(listing, made, rule, rng):
    """Mean and covariance of all inputs, with five standard errors of room."""
    ours, theirs = (
        np.array([x.ravel() for x, _, _ in drawn])
        for drawn in (drawn(listing, 4000), sequences(made(T, 4000, rng)))
    )
    for power in (ours, theirs), (products(ours), products(theirs)):
        one, other = power
        room = 5 * np.sqrt((one.var(axis=0) + other.var(axis=0)) / 4000) + 1e-12
        assert (abs(one.mean(axis=0) - other.mean(axis=0)) <= room).all()
    shifted = np.roll(ours, 1, axis=1)  # the check notices inputs that came a little later
    room = 5 * np.sqrt((ours.var(axis=0) + shifted.var(axis=0)) / 4000) + 1e-12
    if listing is not tasks.parity:  # whose steps are all alike
        assert (abs(shifted.mean(axis=0) - theirs.mean(axis=0)) > room).any()


def products(x: np.ndarray) -> np.ndarray:
    """Each input times the one before it, and times the last but one of its sequence."""
    return np.concatenate([x[:, 1:] * x[:, :-1], x * x[:, -2:-1]], axis=1)


def test_every_shape_of_brackets_is_as_likely():
    r = chance.begin(3)
    n = 6000
    shapes = Counter(tuple(brackets.shape(r, 6)) for _ in range(n))
    assert len(shapes) == 5  # the Catalan number of three pairs
    assert max(abs(count - n / 5) for count in shapes.values()) < 5 * np.sqrt(n * 0.2 * 0.8)


# --- the generator


def test_the_generator_is_the_published_one():
    r = np.array([1.0])
    for _ in range(10_000):
        chance.uniform(r)
    assert r[0] == 399268537  # the 10,000th of minstd_rand, in the C++ standard


def test_numbers_are_uniform_and_apart():
    r = chance.begin(0)
    u = np.array([chance.uniform(r) for _ in range(20_000)])
    share = np.histogram(u, 20, (0, 1))[0] / len(u)
    assert abs(share - 0.05).max() < 5 * np.sqrt(0.05 * 0.95 / len(u))
    assert abs(np.corrcoef(u[1:], u[:-1])[0, 1]) < 5 / np.sqrt(len(u))
    firsts = [chance.uniform(chance.begin(seed)) for seed in range(200)]
    assert abs(np.corrcoef(firsts[1:], firsts[:-1])[0, 1]) < 5 / np.sqrt(200)
    W = chance.matrix(r, 30, 40, 0.25)
    assert W.shape == (30, 40)
    assert -0.25 <= W.min() < -0.24 < 0.24 < W.max() <= 0.25


@pytest.fixture(scope="module")
def page() -> Iterator[Compiled]:
    with launch() as browser:
        yield Compiled(browser.new_page())


def test_a_page_draws_the_same(page: Compiled):
    calls = []
    for length in (10, T, 50):
        for seed in range(4):
            calls += [(listing, (chance.begin(seed), length)) for listing, _, _ in TASKS.values()]
    for (function, arguments), (result, left) in zip(calls, page.calls(calls), strict=True):
        agree(result, shipped(function(*arguments)), 0)
        agree(left, shipped(list(arguments)), 0)
