"""The program of the sandbox: a job on standard input, and a line of JSON out for whatever happened."""

import contextlib
import json
import os
import sys
from typing import Any

from .cells import run


def _restrict(limits: dict[str, int], user: int | None) -> list[str]:
    """Set the limits of this process, as another account if there is one; return those that do not hold."""
    try:
        import resource
    except ImportError:  # Windows
        return list(limits)
    if user is not None:
        with contextlib.suppress(OSError):  # a container that has no other account; said below
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
    for name, limit in limits.items():
        with contextlib.suppress(ValueError, OSError):  # a lower limit than this one is already set
            resource.setrlimit(getattr(resource, name), (limit, limit))
    idle = {"RLIMIT_AS"} if sys.platform == "darwin" else set()  # accepted there, and without effect
    if os.geteuid() == 0:
        idle.add("RLIMIT_NPROC")  # binds every account but this one
    return [name for name, limit in limits.items() if name in idle or not _held(resource, name, limit)]


def _held(resource: Any, name: str, limit: int) -> bool:
    soft, _ = resource.getrlimit(getattr(resource, name))
    return soft != resource.RLIM_INFINITY and soft <= limit


def main() -> None:
    """Do the job."""
    job = json.load(sys.stdin)
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)

    def send(**line: Any) -> None:
        channel.write(json.dumps(line) + "\n")
        channel.flush()

    send(ready=True, missing=_restrict(job["limits"], job["user"]))
    run(job["cells"], job["tasks"], job["left_out"], send, job["bare"])
    send(done=True)
    channel.flush()
    os._exit(0)  # leave no time to what the submission may have hung on to the end of the process


if __name__ == "__main__":
    main()
