"""A submission runs in a child process: with limits, and in bubblewrap where there is one."""

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from rnnlib.grading import bubblewrap, child, receiving
from rnnlib.grading.limits import CLOCK, COMPUTING, MEMORY

LIMITS = {
    "RLIMIT_CPU": COMPUTING,  # seconds
    "RLIMIT_AS": MEMORY,  # bytes of memory of one process
    "RLIMIT_NPROC": 8,  # processes
    "RLIMIT_FSIZE": 16 << 20,  # bytes of one file
    "RLIMIT_NOFILE": 64,  # open files
    "RLIMIT_CORE": 0,
}
SECONDS = CLOCK  # for the submission, and as many before it for Python to start
LARGEST = 4 << 20  # bytes that may come back
USERS = 61184  # the first of the numbers that no account has
PROGRAM = Path(child.__file__).resolve().parent

# Runs the child's program, with the folders of the packages named after it and nothing else of the site. The
# folder that the program stands in is on the path no longer than it takes to find it.
START = (
    "import runpy, sys; sys.path += sys.argv[2:]; sys.path.insert(0, sys.argv[1]); "
    "import child; del sys.path[0]; runpy.run_module('child', run_name='__main__')"
)


class SandboxError(RuntimeError):
    """No child process can be started as it should be."""


@dataclass(frozen=True)
class Run:
    """What came out of one child process.

    Parameters
    ----------
    lines : what it wrote, as from `rnnlib.grading.receiving.lines`
    ended : "done"; why it was stopped, "time" or "flood"; or how it ended by itself, as from `_gone`
    started : whether it came as far as the submission
    missing : the names of the limits that this system does not have
    error : what Python said if it did not start
    seconds : that it ran, from when the submission began
    """

    lines: list[dict[str, Any]]
    ended: str
    started: bool
    missing: tuple[str, ...] = ()
    error: str = ""
    seconds: float = 0.0


def run(
    cells: Sequence[tuple[int, str]],
    tasks: Sequence[dict[str, Any]],
    isolated: bool,
    left_out: Mapping[str, str] | None = None,
    seconds: float = CLOCK,
    bare: bool = False,
) -> Run:
    """Execute cells and call functions in a child process.

    Parameters
    ----------
    cells : number and code of each code cell
    tasks : for each its id, the name of the function, the argument it changes, and the packed cases
    isolated : in bubblewrap; if not, there are only limits
    left_out, bare : what not to run, and why, as for `rnnlib.grading.child.cells.run`
    seconds : on the clock, before it is stopped

    Returns
    -------
    run : what came out
    """
    with _command(isolated) as (command, folder, user), tempfile.TemporaryFile() as given:
        job = {"cells": cells, "tasks": tasks, "left_out": left_out or {}, "bare": bare}
        job |= {"limits": LIMITS, "user": user}
        given.write(json.dumps(job).encode())
        given.seek(0)
        with tempfile.TemporaryFile() as complaints:
            process = subprocess.Popen(
                command,
                bufsize=0,
                stdin=given,
                stdout=subprocess.PIPE,
                stderr=complaints,
                cwd=folder,
                env=_environment(folder),
                start_new_session=True,
            )
            try:
                data, ended, took = _read(process, min(seconds, SECONDS))
            finally:
                _kill(process)
                process.wait()
            complaints.seek(0)
            error = complaints.read(2000).decode(errors="replace")
    lines = list(receiving.lines(data))
    if not lines or "ready" not in lines[0]:
        return Run(lines, ended, False, error=error)
    return Run(lines, ended, True, tuple(lines[0]["missing"]), seconds=took)


def _read(process: subprocess.Popen[bytes], seconds: float) -> tuple[bytes, str, float]:
    """Return what the child wrote, how that ended, and how long it took from the child's first word on.

    A thread reads, which works on every system.
    """
    chunks: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_pump, args=(process, chunks), daemon=True).start()
    data, begin, left = bytearray(), time.monotonic(), SECONDS
    ended = ""
    while not ended:
        try:
            chunk = chunks.get(timeout=max(0.0, begin + left - time.monotonic()))
        except queue.Empty:
            ended = "time"
            break
        if not data:
            begin, left = time.monotonic(), seconds
        data += chunk
        if data.endswith(b'{"done": true}\n'):
            ended = "done"
        elif not chunk:
            ended = "flood" if len(data) > LARGEST else _gone(process)
    return bytes(data), ended, time.monotonic() - begin


def _gone(process: subprocess.Popen[bytes]) -> str:
    """Return how a child ended before all was done: by the limit on "computing", in a "crash", by "exit"."""
    try:
        code = process.wait(1.0)
    except subprocess.TimeoutExpired:  # it is still there, and cannot write any more
        return "exit"
    number = -code if code < 0 else code - 128  # of a signal, to which bubblewrap adds 128
    if number in (9, 24):  # SIGKILL, SIGXCPU
        return "computing"
    return "crash" if number > 0 else "exit"


def _pump(process: subprocess.Popen[bytes], chunks: "queue.SimpleQueue[bytes]") -> None:
    assert process.stdout is not None
    with process.stdout as pipe:
        left = LARGEST
        while left >= 0 and (chunk := pipe.read(1 << 16)):
            chunks.put(chunk)
            left -= len(chunk)
    chunks.put(b"")


def _kill(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # with whatever it started
    else:  # Windows
        process.kill()


def _environment(folder: str) -> dict[str, str]:
    one_thread = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    system = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}  # Windows needs it
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": folder,
        "TMPDIR": folder,
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": folder,
        **one_thread,
        **system,
    }


@contextmanager
def _command(isolated: bool) -> Iterator[tuple[list[str], str, int | None]]:
    """Give the command, the folder it runs in, and the account the child takes if this is root."""
    start = [_python(), "-I", "-S", "-c", START]
    packages = _packages()
    user = other_account()
    if isolated:
        inside = bubblewrap.shut_in(_python(), packages, PROGRAM)
        folder = str(Path(bubblewrap.PROGRAM).parent)
        yield [*inside, *start, folder, *map(str, packages)], "/tmp", user
        return
    if user is not None and not _open_to_all(_python()):
        user = None
    folder = tempfile.mkdtemp(prefix="grade-")
    try:
        if user is not None:
            with suppress(OSError):  # a container that has no other account
                os.chown(folder, user, user)
        yield [*start, str(PROGRAM.parent), *map(str, packages)], folder, user
    finally:
        _clear(folder, user)


def _clear(folder: str, user: int | None) -> None:
    """End what got away from its group of processes, and remove a folder, of whatever depth."""
    if user is not None:
        with suppress(OSError, subprocess.SubprocessError):  # a container that has no other account
            subprocess.run(["sh", "-c", "kill -9 -1"], user=user, check=False, capture_output=True)
    if os.name == "posix":  # shutil.rmtree goes no deeper than Python's stack
        subprocess.run(["rm", "-rf", folder], check=False, capture_output=True)
    else:
        shutil.rmtree(folder, ignore_errors=True)


def other_account() -> int | None:
    """Return the number of an account for root's child, so that its limits bind; None for anyone else."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    return USERS + os.getpid() % 4096


def _python() -> str:
    return os.path.realpath(sys.executable)


def _packages() -> list[Path]:
    paths = [Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")]
    return list(dict.fromkeys(path.resolve() for path in (*paths, Path(np.__file__).parents[1])))


def _open_to_all(path: str) -> bool:
    folders = [Path(path), *Path(path).parents, *(p for each in _packages() for p in (each, *each.parents))]
    return all(folder.stat().st_mode & 0o001 for folder in folders)


@cache
def works() -> bool:
    """Return whether bubblewrap is there and may do its work, with every limit."""
    if shutil.which("bwrap") is None:
        return False
    tried = run([], [], isolated=True)
    return tried.ended == "done" and not tried.missing
