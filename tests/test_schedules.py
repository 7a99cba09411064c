"""Learning-rate schedules: values by hand, ends, and the optimiser that follows them."""

import copy
import pickle

import numpy as np
import pytest

from rnnlib import SGD, Adam, schedules


def values(schedule, steps):
    return [schedule(step) for step in range(steps)]


def test_step_decay():
    assert values(schedules.step_decay(8.0, every=2, factor=0.5), 6) == [8, 8, 4, 4, 2, 2]


def test_exponential_decay():
    assert values(schedules.exponential_decay(8.0, 0.5), 4) == [8, 4, 2, 1]


def test_cosine():
    schedule = schedules.cosine(1.0, 4, final=0.2)
    np.testing.assert_allclose(
        values(schedule, 7), [1, 0.6 + 0.2 * 2**0.5, 0.6, 0.6 - 0.2 * 2**0.5, 0.2, 0.2, 0.2]
    )
    assert schedules.cosine(1.0, 10)(10) == 0


def test_warmup_reaches_the_rate_and_hands_over():
    np.testing.assert_allclose(values(schedules.warmup(1.0, 3), 6), [0.25, 0.5, 0.75, 1, 1, 1])
    after = schedules.exponential_decay(8.0, 0.5)
    np.testing.assert_allclose(values(schedules.warmup(after, 3), 6), [2, 4, 6, 8, 4, 2])


EACH = [
    schedules.step_decay(8.0, every=2, factor=0.5),
    schedules.exponential_decay(8.0, 0.5),
    schedules.cosine(1.0, 4, final=0.2),
    schedules.warmup(1.0, 3),
    schedules.warmup(schedules.cosine(1.0, 4), 3),
]


@pytest.mark.parametrize("schedule", EACH, ids=repr)
@pytest.mark.parametrize("twin_of", [copy.copy, copy.deepcopy, lambda s: pickle.loads(pickle.dumps(s))])
def test_a_schedule_is_a_value_that_can_be_copied_compared_and_sent_to_another_process(schedule, twin_of):
    twin = twin_of(schedule)
    assert values(twin, 9) == values(schedule, 9)
    assert twin == schedule
    assert hash(twin) == hash(schedule)
    assert [other for other in EACH if other == schedule] == [schedule]


@pytest.mark.parametrize("schedule", EACH, ids=repr)
def test_a_schedule_prints_as_the_call_that_makes_it(schedule):
    assert eval(repr(schedule), vars(schedules)) == schedule


@pytest.mark.parametrize("schedule", EACH, ids=repr)
@pytest.mark.parametrize(("step", "error"), [(-5, ValueError), ("a", TypeError), (1.5, TypeError)])
def test_a_step_that_is_none_is_refused(schedule, step, error):
    with pytest.raises(error, match=r"^step: expected"):
        schedule(step)


def test_an_optimiser_with_a_schedule_can_be_pickled():
    params = {"w": np.ones(1)}
    adam = Adam(params, schedules.warmup(schedules.cosine(0.1, 9), 2))
    adam.step({"w": np.ones(1)})
    twin = pickle.loads(pickle.dumps(adam))
    for optimizer in (adam, twin):
        optimizer.step({"w": np.ones(1)})
    assert twin.params["w"] == params["w"]


def test_a_schedule_cannot_be_changed():
    with pytest.raises(AttributeError):
        EACH[0].lr = 1.0


def test_the_optimiser_asks_for_step_0_first_and_counts_on_after_a_restart():
    asked = []

    def schedule(step):
        asked.append(step)
        return 0.5**step

    params = {"w": np.zeros(1)}
    first = SGD(params, schedule)
    for _ in range(3):
        first.step({"w": np.ones(1)})
    assert params["w"][0] == -(1 + 0.5 + 0.25)
    second = SGD(params, schedule)
    second.load_state(first.state)
    second.step({"w": np.ones(1)})
    assert asked == [0, 1, 2, 3]
    assert params["w"][0] == -(1 + 0.5 + 0.25 + 0.125)


def test_a_rate_of_zero_moves_nothing():
    params = {"w": np.ones(1)}
    sgd = SGD(params, schedules.cosine(1.0, 1))
    sgd.step({"w": np.ones(1)})
    sgd.step({"w": np.ones(1)})
    assert params["w"][0] == 0


@pytest.mark.parametrize(("rate", "error"), [(-0.1, ValueError), (np.nan, ValueError), (None, TypeError)])
def test_a_schedule_that_gives_no_rate_is_refused_before_anything_changes(rate, error):
    params = {"w": np.ones(1)}
    sgd = SGD(params, lambda step: rate, momentum=0.9)
    with pytest.raises(error, match=r"lr\(0\): expected"):
        sgd.step({"w": np.ones(1)})
    assert params["w"][0] == 1
    assert sgd.state["step"] == 0
    assert sgd.state["v.w"][0] == 0


@pytest.mark.parametrize(
    ("make", "arguments", "options", "error", "message"),
    [
        ("step_decay", (0, 2), {}, ValueError, "lr: expected more than 0"),
        ("step_decay", (1, 0), {}, ValueError, "every: expected at least 1"),
        ("step_decay", (1, 2.0), {}, TypeError, "every: expected a whole number"),
        ("step_decay", (1, 2), {"factor": 1.5}, ValueError, "factor: expected more than 0 and at most 1"),
        ("exponential_decay", (1, 0), {}, ValueError, "factor"),
        ("exponential_decay", (np.nan, 1), {}, ValueError, "lr"),
        ("cosine", (1, 0), {}, ValueError, "steps"),
        ("cosine", (1, 5), {"final": 2.0}, ValueError, "final: expected at least 0 and at most 1"),
        ("cosine", ("1", 5), {}, TypeError, "lr"),
        ("warmup", (0, 5), {}, ValueError, "lr"),
        ("warmup", (1, 0), {}, ValueError, "steps"),
    ],
)
def test_bad_option(make, arguments, options, error, message):
    with pytest.raises(error, match=message):
        getattr(schedules, make)(*arguments, **options)
