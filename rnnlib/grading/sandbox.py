"""A submission runs in a child process: with limits, and in bubblewrap where there is one."""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from rnnlib.grading import child

LIMITS = {
    "RLIMIT_CPU": 8,  # seconds
    "RLIMIT_AS": 1 << 30,  # bytes of memory of one process
    "RLIMIT_NPROC": 8,  # processes
    "RLIMIT_FSIZE": 16 << 20,  # bytes of one file
    "RLIMIT_NOFILE": 64,  # open files
    "RLIMIT_CORE": 0,
}
SECONDS = 20.0  # on the clock, however busy the machine
LARGEST = 4 << 20  # bytes that may come back
FOLDER = 64 << 20  # bytes that may stand in the temporary folder
USERS = 61184  # the first of the numbers that no account has

# Runs child.py with the folders of the packages named after it, and nothing else of the site.
START = "import sys, runpy; sys.path += sys.argv[2:]; runpy.run_path(sys.argv[1], run_name='__main__')"


class SandboxError(RuntimeError):
    """No child process can be started safely."""


@dataclass(frozen=True)
class Run:
    """What came out of one child process.

    Parameters
    ----------
    lines : what it wrote, one dict a line; a submission may have written any of it
    ended : "done", or why it was stopped: "time", "flood" or "gone"
    started : whether it came as far as the submission
    error : what Python said if it did not
    """

    lines: list[dict[str, Any]]
    ended: str
    started: bool
    error: str = ""


def run(cells: list[tuple[int, str]], tasks: list[dict[str, Any]], isolated: bool) -> Run:
    """Execute cells and call functions in a child process.

    Parameters
    ----------
    cells : number and source of each code cell
    tasks : for each its id, the name of the function, the argument it changes, and the packed cases
    isolated : in bubblewrap; if not, there are only limits

    Returns
    -------
    run : what came out

    Raises
    ------
    SandboxError
        If this is root, without bubblewrap, and no other account can run this Python.
    """
    user = USERS + os.getpid() % 4096 if os.geteuid() == 0 else None
    job = {"cells": cells, "tasks": tasks, "limits": LIMITS, "user": user}
    with _command(isolated, user) as (command, folder), tempfile.TemporaryFile() as given:
        given.write(json.dumps(job).encode())
        given.seek(0)
        with tempfile.TemporaryFile() as complaints:
            process = subprocess.Popen(
                command,
                stdin=given,
                stdout=subprocess.PIPE,
                stderr=complaints,
                cwd=folder,
                env=_environment(folder),
                start_new_session=True,
            )
            try:
                data, ended = _read(process)
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            complaints.seek(0)
            error = complaints.read(2000).decode(errors="replace")
    lines = list(_lines(data))
    return Run(lines, ended, bool(lines) and "ready" in lines[0], error)


def _read(process: subprocess.Popen[bytes]) -> tuple[bytes, str]:
    assert process.stdout is not None
    data, deadline = bytearray(), time.monotonic() + SECONDS
    with process.stdout as pipe:
        while not data.endswith(b'{"done": true}\n'):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([pipe], [], [], left)[0]:
                return bytes(data), "time"
            chunk = os.read(pipe.fileno(), 1 << 16)
            if not chunk:
                return bytes(data), "gone"
            data += chunk
            if len(data) > LARGEST:
                return bytes(data), "flood"
    return bytes(data), "done"


def _lines(data: bytes) -> Iterator[dict[str, Any]]:
    for text in data.splitlines():
        with suppress(ValueError, RecursionError):
            line = json.loads(text)
            if isinstance(line, dict):
                yield line


def _environment(folder: str) -> dict[str, str]:
    one_thread = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": folder,
        "TMPDIR": folder,
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": folder,
        **one_thread,
    }


@contextmanager
def _command(isolated: bool, user: int | None) -> Iterator[tuple[list[str], str]]:
    """Give the command and the folder it runs in."""
    packages = list(map(str, _packages()))
    if isolated:
        yield [*_bubblewrap(), _python(), "-I", "-S", "-c", START, "/grader/child.py", *packages], "/tmp"
        return
    if user is not None and not _open_to_all(_python()):
        raise SandboxError(
            "this is root, and no other account may run this Python, so the submission cannot be kept in its "
            "limits: install bubblewrap, or grade from an ordinary account"
        )
    with tempfile.TemporaryDirectory(prefix="grade-", ignore_cleanup_errors=True) as folder:
        if user is not None:
            os.chown(folder, user, user)
        yield [_python(), "-I", "-S", "-c", START, child.__file__, *packages], folder


def _python() -> str:
    return os.path.realpath(sys.executable)


def _packages() -> list[Path]:
    paths = [Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")]
    return list(dict.fromkeys(path.resolve() for path in (*paths, Path(np.__file__).parents[1])))


def _open_to_all(path: str) -> bool:
    folders = [Path(path), *Path(path).parents, *(p for each in _packages() for p in (each, *each.parents))]
    return all(folder.stat().st_mode & 0o001 for folder in folders)


def _bubblewrap() -> list[str]:
    """Return the command that shows the child Python, NumPy and system libraries, and hides the rest."""
    library = Path(sysconfig.get_config_var("LIBDIR") or "/usr/lib")
    shown = [Path(_python()), Path(sysconfig.get_path("stdlib")), library, *_packages()]
    shown += [Path("/usr/lib"), Path("/usr/lib64"), Path("/etc/ld.so.cache"), Path("/etc/alternatives")]
    command = ["bwrap", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    command += ["--die-with-parent", "--new-session"]
    if os.geteuid() == 0:  # the child gives up root by itself, and with it these
        command += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        command += ["--unshare-user", "--cap-drop", "ALL"]
    command += ["--perms", "1777", "--size", str(FOLDER), "--tmpfs", "/tmp"]  # before what lies below it
    paths = list(dict.fromkeys(path for path in shown if path.exists()))
    folders = {parent for path in (*paths, Path("/grader/child.py")) for parent in path.parents}
    for folder in sorted(folders - {Path("/")}):
        command += ["--dir", str(folder)]
    for path in paths:
        command += ["--ro-bind", str(path), str(path)]
    for path in (Path("/lib"), Path("/lib64")):
        if path.is_symlink():
            command += ["--symlink", os.readlink(path), str(path)]
        elif path.exists():
            command += ["--ro-bind", str(path), str(path)]
    own = Path(child.__file__).resolve().parents[1]  # rnnlib: it holds the right answers
    if any(own.is_relative_to(path) for path in paths):
        command += ["--tmpfs", str(own)]
    command += ["--ro-bind", child.__file__, "/grader/child.py", "--proc", "/proc"]
    for device in ("/dev/null", "/dev/zero", "/dev/urandom"):
        command += ["--dev-bind", device, device]
    return [*command, "--remount-ro", "/", "--chdir", "/tmp"]


@cache
def works() -> bool:
    """Return whether bubblewrap is there and may do its work."""
    return shutil.which("bwrap") is not None and run([], [], isolated=True).ended == "done"
