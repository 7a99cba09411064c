"""A sweep gives the same bits in this process, in others, and on a local Dask cluster."""

import multiprocessing
import os
import pickle
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest
import sweep_functions
import tqdm
from dask.distributed import Client, LocalCluster

from rnnlib import schedules
from rnnlib.training import SweepError, sweep

SETTINGS = [{"hidden_size": H, "lr": lr} for H in (3, 16) for lr in (0.01, 0.1)]


@pytest.fixture(scope="module")
def processes():
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as executor:
        yield executor


@pytest.fixture(scope="module")
def dask():
    cluster = LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    )
    with cluster, Client(cluster) as client:
        yield client.get_executor()


@pytest.fixture(scope="module")
def threads():
    with ThreadPoolExecutor(2) as executor:
        yield executor


@pytest.fixture(params=["none", "threads", "processes", "dask"])
def executor(request):
    """Return each kind of executor in turn; None is this process."""
    return None if request.param == "none" else request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def here():
    return sweep(sweep_functions.experiment, SETTINGS, seed=5, progress=False)


def test_the_same_bits_wherever_it_runs(executor, here):
    assert sweep(sweep_functions.experiment, SETTINGS, executor, seed=5, progress=False) == here


def test_the_executor_is_used(processes, dask):
    for executor in (processes, dask):
        ran = sweep(sweep_functions.where, [{}] * 4, executor, progress=False)
        assert os.getpid() not in ran
    assert sweep(sweep_functions.where, [{}], progress=False) == [os.getpid()]


def test_settings_draw_different_numbers_and_the_seed_decides(here):
    draws = [sweep(lambda rng: rng.random(), [{}] * 5, seed=seed, progress=False) for seed in (0, 0, 1)]
    assert len(set(draws[0])) == 5
    assert draws[0] == draws[1]
    assert not set(draws[0]) & set(draws[2])
    fewer = sweep(lambda rng: rng.random(), [{}] * 3, progress=False)
    assert fewer == draws[0][:3]


def test_results_come_in_the_order_of_the_settings(executor):
    delays = [0.15, 0.1, 0.0, 0.05]
    settings = [{"delay": delay} for delay in delays]
    assert sweep(sweep_functions.in_reverse, settings, executor, progress=False) == delays


def test_each_result_is_kept_as_soon_as_it_is_there_and_a_failure_is_not(executor):
    kept = []
    with pytest.raises(SweepError):
        sweep(
            sweep_functions.failing,
            [{"n": n} for n in (0, 2, 1)],
            executor,
            keep=lambda *result: kept.append(result),
            progress=False,
        )
    assert kept == [(0, 0), (2, 1)]


def test_failures_are_named_and_what_the_others_returned_is_kept(executor):
    settings = [{"n": n} for n in (0, 1, 2, 1, 3, 0)]
    message = (
        r"^2 of 6 settings failed: setting 2, \{'n': 2\}: ValueError: 2 is too much; "
        r"4, \{'n': 3\}: ValueError: 3 is too much$"
    )
    with pytest.raises(SweepError, match=message) as failure:
        sweep(sweep_functions.failing, settings, executor, progress=False)
    assert failure.value.results == {0: 0, 1: 1, 3: 1, 5: 0}
    assert [(n, type(error)) for n, error in failure.value.errors.items()] == [
        (2, ValueError),
        (4, ValueError),
    ]
    assert isinstance(failure.value.__cause__, ValueError)
    assert pickle.loads(pickle.dumps(failure.value)).results == failure.value.results


def test_a_diverged_setting_brings_its_history_back(executor):
    settings = [{"lr": 0.1}, {"lr": 1e200}]
    with pytest.raises(
        SweepError, match=r"1 of 2 settings failed: setting 1, .* FloatingPointError"
    ) as failure:
        sweep(sweep_functions.descent, settings, executor, progress=False)
    assert len(failure.value.results[0]) == 20
    assert failure.value.errors[1].history.loss[0] == 1.0


def test_a_process_that_dies_costs_what_it_had_not_finished():
    with (
        ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor,
        pytest.raises(SweepError, match=r"settings failed: setting 1, .*: BrokenProcessPool") as failure,
    ):
        sweep(sweep_functions.dying, [{"n": n} for n in range(3)], executor, progress=False)
    assert failure.value.results == {0: 0}


def test_after_an_interrupt_the_rest_is_cancelled_and_the_results_are_there(threads):
    for executor in (None, threads):
        ran, release = [], threading.Event()

        def run(n, rng, ran=ran, release=release):
            ran.append(n)
            if n == 1:
                raise KeyboardInterrupt
            if n > 1:
                release.wait(1)  # until the sweep is over
            return n

        with pytest.raises(KeyboardInterrupt) as stopped:
            sweep(run, [{"n": n} for n in range(50)], executor, progress=False)
        release.set()
        assert stopped.value.results == {0: 0}
        assert len(ran) < 10


def test_the_bar_is_closed_by_an_interrupt(monkeypatch):
    def run(rng):
        raise KeyboardInterrupt

    closed = []
    close = tqdm.tqdm.close
    monkeypatch.setattr(tqdm.tqdm, "close", lambda bar: (closed.append(bar.desc), close(bar)))
    with pytest.raises(KeyboardInterrupt):
        sweep(run, [{}])
    assert "sweep" in closed


def test_a_setting_that_does_not_fit_is_found_before_the_first_is_run():
    ran = []

    def run(lr, rng, momentum=0.0):
        ran.append(lr)

    for wrong in ({"lr": 1, "momentun": 2}, {"momentum": 1}):
        with pytest.raises(TypeError, match=r"settings\[1\]: expected the arguments of .*run"):
            sweep(run, [{"lr": 1}, wrong], progress=False)
    assert ran == []


def test_schedules_and_optimisers_travel_to_other_processes(processes):
    settings = [
        {"schedule": schedules.step_decay(0.1, 5)},
        {"schedule": schedules.exponential_decay(0.1, 0.9)},
        {"schedule": schedules.cosine(0.1, 10)},
        {"schedule": schedules.warmup(0.1, 3)},
        {"schedule": schedules.warmup(schedules.cosine(0.1, 10), 3)},
    ]
    here = sweep(sweep_functions.scheduled, settings, progress=False)
    assert sweep(sweep_functions.scheduled, settings, processes, progress=False) == here
    assert len({tuple(result) for result in here}) == len(settings)


def test_an_old_failure_is_not_the_answer_to_a_new_sweep(executor, tmp_path):
    """Dask takes equal calls for one and hands out what it still remembers, were they not told apart."""
    settings = [{"path": str(tmp_path / "here")}]
    with pytest.raises(SweepError, match="not there yet") as kept:
        sweep(sweep_functions.fails_once, settings, executor, progress=False)
    (tmp_path / "here").touch()
    assert sweep(sweep_functions.fails_once, settings, executor, progress=False) == ["found"]
    assert kept  # as a notebook keeps the last exception


def test_a_setting_is_copied(executor):
    values = [1, 2]
    assert sweep(sweep_functions.greedy, [{"values": values}] * 3, executor, progress=False) == [3, 3, 3]
    assert values == [1, 2]


def test_progress_goes_to_standard_error(capsys):
    sweep(lambda n, rng: n, [{"n": n} for n in range(3)])
    out, err = capsys.readouterr()
    assert out == ""
    assert "3/3" in err


def test_no_settings():
    assert sweep(lambda rng: 1, [], progress=False) == []


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"executor": 2}, TypeError, r"executor: expected a concurrent.futures.Executor or None, got int"),
        (
            {"settings": [{}, 3]},
            TypeError,
            r"settings\[1\]: expected a dict of arguments without 'rng', got 3",
        ),
        ({"settings": [{"rng": 1}]}, TypeError, r"settings\[0\]: .* without 'rng'"),
        ({"seed": -1}, ValueError, "seed: expected at least 0, got -1"),
        ({"seed": "x"}, TypeError, "seed: expected a whole number, got 'x'"),
        ({"function": None}, TypeError, "function: expected a function, got None"),
        ({"settings": 3}, TypeError, "settings: expected a list of dicts, got int"),
        ({"settings": {"lr": 1}}, TypeError, "settings: expected a list of dicts, got dict"),
        ({"keep": 3}, TypeError, "keep: expected a function of a number and a result, got 3"),
    ],
)
def test_bad_option(arguments, error, message):
    with pytest.raises(error, match=message):
        sweep(**{"function": lambda rng: 1, "settings": [{}], "progress": False, **arguments})
