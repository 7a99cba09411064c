"""The limits of a learner's code, and how a notebook's own process keeps them."""

import ctypes
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

COMPUTING = 8  # seconds that the processor works
CLOCK = 20.0  # seconds on the clock, however busy the machine
MEMORY = 1 << 30  # bytes
AGAIN = 0.02  # seconds; a bare `except` inside an endless loop swallows the first stops, but not each


class TimeUp(BaseException):
    """A call took longer than it may. No Exception: an answer that catches those does not catch this."""


@contextmanager
def limited() -> Iterator[None]:
    """Raise TimeUp in a block that computes or waits for too long, MemoryError where it takes too much.

    A single operation of NumPy is stopped when it returns to Python. The limit on memory needs Linux. The one
    on time works everywhere; but where signals cannot be used, on Windows or outside the main thread, a call
    that only waits is stopped when it wakes.
    """
    if sys.platform == "wasi":  # the page has no threads and no signals, and keeps the time itself
        yield
        return
    main = threading.current_thread() is threading.main_thread()
    with _memory(), _timers() if main and hasattr(signal, "setitimer") else _watched():
        yield


@contextmanager
def _timers() -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeUp

    alarms = (
        (signal.SIGPROF, signal.ITIMER_PROF, COMPUTING),
        (signal.SIGALRM, signal.ITIMER_REAL, CLOCK),
    )
    handlers = [signal.signal(number, stop) for number, _, _ in alarms]
    timers = [signal.setitimer(timer, seconds, AGAIN) for _, timer, seconds in alarms]
    try:
        yield
    finally:
        for (number, timer, _), handler, before in zip(alarms, handlers, timers, strict=True):
            signal.setitimer(timer, *before)
            signal.signal(number, signal.SIG_DFL if handler is None else handler)


@contextmanager
def _watched() -> Iterator[None]:
    caller, over = ctypes.c_ulong(threading.get_ident()), threading.Event()
    computing, clock = time.process_time() + COMPUTING, time.monotonic() + CLOCK

    def watch() -> None:
        while not over.wait(AGAIN):
            if time.process_time() > computing or time.monotonic() > clock:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(caller, ctypes.py_object(TimeUp))

    watcher = threading.Thread(target=watch, daemon=True)
    with suppress(RuntimeError):  # a Python without threads has no limit on time
        watcher.start()
    try:
        try:
            yield
        finally:
            over.set()
    finally:
        over.set()  # again, should the first have been interrupted
        if watcher.ident is not None:
            watcher.join()
        ctypes.pythonapi.PyThreadState_SetAsyncExc(caller, None)  # one that came too late


@contextmanager
def _memory() -> Iterator[None]:
    if sys.platform != "linux":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    room = used + MEMORY
    resource.setrlimit(
        resource.RLIMIT_AS, (room if soft == resource.RLIM_INFINITY else min(soft, room), hard)
    )
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
