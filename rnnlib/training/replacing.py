"""A file that is replaced in one step: a reader finds the old one or the new one, whole."""

import os
import re
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)  # seconds between two attempts to replace a file


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a new file that takes the place of `path` at the end of the block, if nothing was raised.

    Parameters
    ----------
    path : where the file is to stand; a symbolic link is followed

    Yields
    ------
    file : open for writing

    Raises
    ------
    OSError
        If the file cannot be written or replaced; the old one stays as it was.

    Notes
    -----
    The new file is written beside the old one under a name that nobody else uses, forced to the disk, and
    renamed over it, which the system does in one step. Several processes may write to one `path`: the last
    one to finish wins. What a killed process left behind is removed by the next one that writes there; the
    lock that a writer holds on its file until it dies tells the two apart. Windows has no such lock, and
    what is left behind there stays.
    """
    path = path.resolve()
    _remove_abandoned(path)
    with _new_file(path) as (file, name):
        yield file
        file.flush()
        os.fsync(file.fileno())
        if fcntl is None:
            file.close()  # Windows renames no file that is open
        _replace(name, path)


@contextmanager
def check_replaceable(argument: str, path: Path) -> Iterator[BinaryIO]:
    """Open a file like the one of `replacing` and remove it at the end of the block: a rehearsal."""
    if path.is_dir():
        raise IsADirectoryError(f"{argument}: expected the name of a file, got the folder {str(path)!r}")
    try:
        with _new_file(path.resolve()) as (file, _):
            yield file
            file.flush()
    except OSError as error:
        reason = error.strerror or error
        raise type(error)(
            f"{argument}: expected a file that can be written, got {str(path)!r}: {reason}"
        ) from error


@contextmanager
def _new_file(path: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """Open a locked file beside `path`; at the end of the block close it, and remove it if it is there."""
    with ExitStack() as stack:
        while True:
            name = path.with_name(f"{path.name}.{uuid.uuid4().hex}.tmp")
            stack.callback(name.unlink, missing_ok=True)  # after the closing: Windows removes no open file
            file = stack.enter_context(open(name, "xb"))
            _lock(file, wait=True)
            if name.exists():  # else another writer took it for abandoned before it was locked
                break
        yield file, name


def _remove_abandoned(path: Path) -> None:
    """Remove the files beside `path` whose writers are dead."""
    made_here = re.compile(re.escape(path.name) + r"\.[0-9a-f]{32}\.tmp")
    for name in path.parent.iterdir():
        if made_here.fullmatch(name.name):
            with suppress(OSError), open(name, "r+b") as file:
                if _lock(file, wait=False):
                    name.unlink()


def _lock(file: BinaryIO, wait: bool) -> bool:
    """Lock a file until it is closed; return whether that worked: some network drives have no locks."""
    with suppress(OSError):
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            return True
    return False


def _replace(name: Path, path: Path) -> None:
    """Rename `name` to `path`; on Windows this fails for as long as somebody else has `path` open."""
    for pause in PAUSES:
        with suppress(PermissionError):
            return os.replace(name, path)
        time.sleep(pause)
    os.replace(name, path)
