"""The child process that runs a submission: what it may do, and what it can see."""

import socket
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from submissions import every_way, isolated_only, own_account, submission

from rnnlib.grading import sandbox
from rnnlib.grading.cli import table
from rnnlib.grading.grade import grade


def test_a_submission_can_be_run_with_limits_on_any_machine() -> None:
    assert sandbox.run([], [], isolated=False).ended == "done"


def observed(isolated: bool, body: str) -> Any:
    """What a function with this body sends back, as the parent sees it."""
    task = {"id": "t", "function": "f", "changes": "", "cases": [{}]}
    run = sandbox.run([(1, "import os\nimport numpy as np\ndef f():\n    " + body)], [task], isolated)
    return next(line["observed"] for line in run.lines if "observed" in line)


@own_account
def test_forks_are_bounded(isolated: bool) -> None:
    body = """
    import time
    for count in range(40):  # bounded here too
        try:
            if os.fork() == 0:
                time.sleep(3); os._exit(0)
        except OSError:
            raise RuntimeError(f"stopped after {count}")
    raise RuntimeError("never stopped")"""
    seen = observed(isolated, body.strip())
    assert seen["message"].startswith("stopped after ")
    assert int(seen["message"].split()[-1]) < sandbox.LIMITS["RLIMIT_NPROC"]


@every_way
def test_what_a_submission_forks_is_gone_when_its_grade_is_there(tmp_path: Path, isolated: bool) -> None:
    begin = time.monotonic()
    fork = "import os, time\nif os.fork() == 0:\n    time.sleep(1000)"
    report = grade(submission(tmp_path, fork), isolated=isolated)
    assert report.earned == 0
    assert time.monotonic() - begin < 3 * sandbox.SECONDS


@pytest.mark.skipif(sandbox.other_account() is None, reason="only root's child has an account of its own")
def test_what_left_its_group_of_processes_is_ended_too(tmp_path: Path) -> None:
    user = sandbox.other_account()
    escaped = subprocess.Popen(["sleep", "1000"], user=user, start_new_session=True)
    ours = subprocess.Popen(["sleep", "1000"], start_new_session=True)
    try:
        sandbox._clear(str(tmp_path / "none"), user)
        assert escaped.wait(timeout=60) == -9
        assert ours.poll() is None
    finally:
        for process in (escaped, ours):
            process.kill()
            process.wait()


def test_a_folder_deeper_than_pythons_stack_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    deep = "for n in range(3000):\n        os.mkdir('d'); os.chdir('d')\n    raise RuntimeError(n)"
    assert observed(False, deep)["message"] == "2999"
    assert list(tmp_path.iterdir()) == []


@every_way
def test_the_limits_hold_and_cannot_be_raised(isolated: bool) -> None:
    body = """
    import resource
    for name, limit in LIMITS.items():
        assert resource.getrlimit(getattr(resource, name)) == (limit, limit), name
    try: resource.setrlimit(resource.RLIMIT_CPU, (10**6, 10**6))
    except ValueError: raise RuntimeError("held")"""
    seen = observed(isolated, body.strip().replace("LIMITS", repr(sandbox.LIMITS)))
    assert seen["message"] == "held"


@own_account
@pytest.mark.parametrize(
    "body",
    [
        "return np.loadtxt('../data/x.csv')",
        "import threading as t, time\n    for _ in [1] * 16: t.Thread(target=time.sleep, args=[1]).start()",
        "import multiprocessing as m; return m.get_context('fork').Pool(2).map(abs, [1])",
    ],
    ids=["file", "threads", "processes"],
)
def test_what_an_answer_may_not_have_is_said_with_the_error(isolated: bool, body: str) -> None:
    assert "; an answer is graded in one process of few threads" in observed(isolated, body)["message"]


@every_way
@pytest.mark.parametrize(("body", "line"), [("breakpoint()\n    return 1", 0), ("return input()", 4)])
def test_a_call_that_waits_for_somebody_is_named(isolated: bool, body: str, line: int) -> None:
    seen = observed(isolated, body)
    said = "breakpoint(), pdb.set_trace() and input() wait for somebody who types; delete them"
    assert (seen["line"], seen["message"]) == (line, said)


@own_account
def test_the_child_is_not_root_and_has_a_clean_environment(
    isolated: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNROLLED_SECRET", "secret")
    seen = observed(isolated, "raise RuntimeError(f'{os.getuid()} {os.environ.get(\"UNROLLED_SECRET\")}')")
    user, secret = seen["message"].split()
    assert user != "0"
    assert secret == "None"


@every_way
def test_nothing_in_the_child_knows_an_answer(isolated: bool) -> None:
    body = """
    import gc, sys
    known = [name for name in sys.modules if name.startswith("rnnlib.") and name != "rnnlib.grading"]
    words = [o for o in gc.get_objects() if type(o).__name__ in ("Task", "Case", "Misconception")]
    raise RuntimeError(f"{known} {words}")"""
    assert observed(isolated, body.strip())["message"] == "[] []"


@isolated_only
def test_the_sandbox_hides_files_and_network(isolated: bool) -> None:
    root = Path(__file__).resolve().parents[1]
    for hidden in (
        "exercises/sources/01_forward_pass/master.ipynb",
        "exercises/sources/01_forward_pass/tasks/states.py",
        "tests",
    ):
        assert (root / hidden).exists()
        assert observed(isolated, f"os.stat({str(root / hidden)!r})")["raised"] == "FileNotFoundError"
    body = """import socket
    socket.create_connection(("127.0.0.1", PORT), timeout=2)"""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        socket.create_connection(("127.0.0.1", port), timeout=2).close()  # out here it is there
        assert (
            observed(isolated, body.strip().replace("PORT", str(port)))["raised"] == "ConnectionRefusedError"
        )
    assert observed(isolated, "open('/written', 'w')")["raised"] in ("OSError", "PermissionError")
    listed = observed(isolated, "raise RuntimeError(sum(name.isdigit() for name in os.listdir('/proc')))")
    assert int(listed["message"]) <= 3  # bubblewrap's own, and the child


@every_way
def test_the_devices_that_a_library_may_need_are_open(isolated: bool) -> None:
    # Without /dev/urandom `import torch` fails: the same answer would earn less in bubblewrap than without.
    body = """
    open("/dev/null", "w").write("x")
    with open("/dev/urandom", "rb") as random, open("/dev/zero", "rb") as zero:
        raise RuntimeError(len(random.read(3) + zero.read(2)))"""
    assert observed(isolated, body.strip())["message"] == "5"


WINDOWS = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name == "resource":
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Missing())
"""


def test_where_windows_lacks_limits_the_clock_holds_and_the_rest_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("killpg", "geteuid", "setuid"):
        monkeypatch.delattr(f"os.{name}")
    monkeypatch.setattr(sandbox, "START", WINDOWS + sandbox.START)
    monkeypatch.setattr(sandbox, "SECONDS", 4.0)
    honest = "import numpy as np\ndef scalar_step(x, h, W_xh, W_hh, b_h):\n"
    honest += "    return np.tanh(W_xh * x + W_hh * h + b_h)"
    report = grade(submission(tmp_path, honest, "while True: pass"), isolated=False)
    assert report.judgements[0].earned == 2
    assert set(report.missing) == set(sandbox.LIMITS)
    assert table(report).splitlines()[-1] == (
        "It ran under limits on time (none here on memory, processes and files), but not in a sandbox."
    )
    assert "did not end within" in " ".join(table(report).split())


def test_macos_says_that_it_has_no_limit_on_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "START", "import sys; sys.platform = 'darwin'\n" + sandbox.START)
    assert "RLIMIT_AS" in sandbox.run([], [], isolated=False).missing
