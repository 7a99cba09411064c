"""A check in the notebook has the limits that grading has, and leaves the kernel as it was."""

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from jupyter_client.manager import start_new_kernel

from rnnlib.grading import check, limits, sandbox
from rnnlib.grading.check import CheckFailed


def loops(*_):
    while True:
        pass


def loops_in_numpy(*_):
    W = np.eye(50)
    while True:
        W = W @ W


def swallows_whatever_stops_it(*_):
    while True:
        try:
            np.tanh(np.ones(1000))
        except BaseException:  # as a bare `except:` does
            continue


def catches_exceptions(*_):
    while True:
        try:
            np.tanh(np.ones(1000))
        except Exception:
            continue


def never_counts_on(y_hat, y):
    t = 0
    while t < len(y):
        np.sum(y_hat[t] - y[t])
    return t


ENDLESS = [loops, loops_in_numpy, catches_exceptions, never_counts_on]


@pytest.fixture(params=["signals", "no signals"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """With and without the signals that Windows lacks; the limits are short."""
    if request.param == "no signals":
        monkeypatch.delattr(signal, "setitimer")
    monkeypatch.setattr(limits, "COMPUTING", 0.5)
    monkeypatch.setattr(limits, "CLOCK", 3.0)
    before = [signal.getsignal(number) for number in (signal.SIGALRM, signal.SIGPROF)]
    threads = threading.active_count()
    yield
    assert [signal.getsignal(number) for number in (signal.SIGALRM, signal.SIGPROF)] == before
    assert threading.active_count() == threads
    for _ in range(100_000):  # a stop that came too late would come here
        pass


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize("endless", ENDLESS)
def test_an_endless_loop_is_stopped_and_named(
    endless: Callable[..., object], capsys: pytest.CaptureFixture[str]
) -> None:
    begin = time.monotonic()
    with pytest.raises(CheckFailed, match="0 of 2 points"):
        check("loss.mse", endless)
    assert time.monotonic() - begin < 10
    said = " ".join(capsys.readouterr().out.split())
    assert (
        "Hint: your function `mse_loss` did not end within 8 seconds of computing, or 20 on the clock" in said
    )
    check("loss.mse", lambda y_hat, y: np.sum((y_hat - y) ** 2) / len(y))
    assert "2 of 2 points" in capsys.readouterr().out


def test_a_loop_that_catches_everything_is_stopped_by_one_signal_of_many(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(limits, "COMPUTING", 0.5)
    with pytest.raises(CheckFailed):
        check("loss.mse", swallows_whatever_stops_it)
    assert "did not end within" in capsys.readouterr().out


def test_a_function_that_only_waits_is_stopped_by_the_clock(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(limits, "CLOCK", 0.5)
    begin = time.monotonic()
    with pytest.raises(CheckFailed):
        check("loss.mse", lambda *_: time.sleep(100))
    assert time.monotonic() - begin < 10
    assert "did not end within" in (out := " ".join(capsys.readouterr().out.split()))
    assert "or what does it wait for?" in out


@pytest.mark.usefixtures("either_way")
def test_cases_that_were_right_before_the_loop_keep_their_points(capsys: pytest.CaptureFixture[str]) -> None:
    def mse_loss(y_hat, y):
        while y.shape[1] > 1:
            pass
        return np.mean((y_hat - y) ** 2)

    with pytest.raises(CheckFailed, match="1 of 2 points"):
        check("loss.mse", mse_loss)


def test_outside_the_main_thread_there_is_a_limit_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(limits, "COMPUTING", 0.5)
    raised: list[BaseException] = []

    def run() -> None:
        try:
            check("loss.mse", loops)
        except CheckFailed as error:
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)
    assert len(raised) == 1


def test_a_python_without_threads_and_signals_still_checks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def start(_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.delattr(signal, "setitimer")
    monkeypatch.setattr(threading.Thread, "start", start)
    check("loss.mse", lambda y_hat, y: np.sum((y_hat - y) ** 2) / len(y))


@pytest.mark.usefixtures("either_way")
def test_an_error_of_the_answer_is_still_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CheckFailed):
        check("loss.mse", lambda y_hat, y: y[99])
    assert "your function raised IndexError" in capsys.readouterr().out


linux = sys.platform == "linux"


def test_a_function_that_takes_all_memory_is_stopped_where_that_can_be(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)

    def piles(*_):
        pile = []
        for _ in range(40 if linux else 1):
            pile.append(np.ones(10**7))
        return pile

    with pytest.raises(CheckFailed):
        check("loss.mse", piles)
    assert ("Unable to allocate" in " ".join(capsys.readouterr().out.split())) == linux
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_the_limits_are_those_of_grading() -> None:
    assert sandbox.LIMITS["RLIMIT_CPU"] == limits.COMPUTING
    assert sandbox.LIMITS["RLIMIT_AS"] == limits.MEMORY
    assert sandbox.SECONDS == limits.CLOCK


def test_in_a_kernel_an_endless_loop_is_stopped_and_the_kernel_goes_on() -> None:
    manager, client = start_new_kernel(kernel_name="python3")
    try:
        client.execute_interactive(
            "from rnnlib.grading import check, limits\nlimits.COMPUTING = 1\n"
            "def mse_loss(y_hat, y):\n    while True: pass\nkept = 5",
            timeout=60,
        )
        said: list[str] = []
        reply = client.execute_interactive(
            'check("loss.mse", mse_loss)',
            timeout=60,
            output_hook=lambda message: said.append(str(message["content"])),
        )
        assert reply["content"]["ename"] == "CheckFailed"
        assert "your function `mse_loss` did not end within" in " ".join("".join(said).split())
        assert client.execute_interactive("assert kept == 5", timeout=60)["content"]["status"] == "ok"
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
