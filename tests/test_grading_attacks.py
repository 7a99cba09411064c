"""Submissions that try to earn points without the work, or to break the grader."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from submissions import every_way, submission

from rnnlib.grading import judge as judge_module
from rnnlib.grading import sandbox
from rnnlib.grading.child import pack
from rnnlib.grading.cli import table
from rnnlib.grading.grade import Report, grade
from rnnlib.grading.judge import judge

HONEST = """
import numpy as np
def scalar_step(x, h_prev, W_xh, W_hh, b_h):
    return np.tanh(W_xh * x + W_hh * h_prev + b_h)
"""
STATES = "def rnn_states(x, h0, W_xh, W_hh, b_h):\n    "
WEIGHTS = "W_xh, W_hh, b_h"


@pytest.fixture(autouse=True)
def short_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sandbox.LIMITS, "RLIMIT_CPU", 2)
    monkeypatch.setattr(sandbox, "SECONDS", 8.0)


def graded(folder: Path, isolated: bool, *cells: str) -> tuple[Report, dict[str, int], str]:
    report = grade(submission(folder, *cells), isolated=isolated)
    earned = {judgement.task.id: judgement.earned for judgement in report.judgements}
    return report, {task: points for task, points in earned.items() if points}, table(report)


@every_way
def test_an_honest_answer_earns_its_points_and_nothing_else(tmp_path: Path, isolated: bool) -> None:
    _, earned, said = graded(tmp_path, isolated, HONEST)
    assert earned == {"forward.scalar_step": 2}
    assert ("bubblewrap: no network" in said) == isolated
    assert ("not in a sandbox" in said) != isolated


# Each of these runs before an honest answer, earns nothing, and takes nothing from it.
HARMLESS = {
    "prints a result": "print('forward.states   3 / 3'); print('total 15 / 15')",
    "patches numpy": "import numpy as np; np.allclose = np.isclose = np.array_equal = lambda *a, **k: True",
    "patches the grader": """
import sys, types
import rnnlib.grading
rnnlib.grading.judge = rnnlib.grading.check = lambda *a: 15
for name in ("rnnlib.grading.judge", "rnnlib.grading.compare"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].close = sys.modules[name].judge = lambda *a, **k: True""",
    "imports the answer": "from rnnlib import RNN",
    "imports the tasks": "from rnnlib.grading.exercises import EXERCISES",
    "exits": "import sys; sys.exit(0)",
    "ends the process": "import os; os._exit(0)",
    "loops for ever": "while True: pass",
    "sleeps for ever": "import time; time.sleep(1000)",
    "catches its own end": """
import signal
signal.signal(signal.SIGXCPU, signal.SIG_IGN); signal.signal(signal.SIGTERM, signal.SIG_IGN)
while True: pass""",
    "allocates for ever": "import numpy as np; pile = []\nwhile True: pile.append(np.ones(10**7))",
    "floods the output": "import sys\nfor _ in range(10**5): print('x' * 1000); sys.stderr.write('y' * 1000)",
    "raises what nobody catches": "class Stop(BaseException): pass\nraise Stop",
    "raises an error that cannot be shown": """
class Mute(Exception):
    def __str__(self): raise RuntimeError
raise Mute""",
    "recurses": "def f(): return f()\nf()",
    "is not Python": "def (",
    "fills the folder": """
for n in range(10):
    with open(f'file{n}', 'wb') as file:
        file.write(bytes(15 << 20))""",
    "writes a huge file": "open('big', 'wb').write(bytes(64 << 20))",
    "leaves work for the end": "import atexit, time; atexit.register(time.sleep, 1000)",
    "breaks what Python brings": """
import builtins
for name in ("callable", "eval", "isinstance", "len", "open", "next"): setattr(builtins, name, None)""",
    "is stopped": "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
    "reads memory that is not there": "import ctypes; ctypes.string_at(0)",
    "sets an alarm for later": "import signal, time; signal.alarm(1); time.sleep(0.9)",
    "traces with errors": "import sys; sys.settrace(lambda *a: 1 / 0)",
    "leaves Python no stack": "import sys; sys.setrecursionlimit(50)",
    "makes a huge number": "x = 10 ** 10**9",
    "makes warnings errors": "import warnings; warnings.simplefilter('error')",
    "writes where its result goes": """
import os
for fd in range(3, 32):
    try: os.dup2(os.open(os.devnull, os.O_WRONLY), fd)
    except OSError: pass""",
    "sees two of everything": "import os; os.fork(); os.fork()",
    "starts a pool": "from multiprocessing import Pool\nwith Pool(16) as pool: pool.map(abs, range(99))",
    "has a destructor without end": """
class Stays:
    def __del__(self):
        while True: pass
Stays()""",
    "says what no stream takes": "raise ValueError('\\ud800')",
    "fills memory outside its own": """
import os
for n in range(50): os.write(os.memfd_create('x'), bytes(16 << 20))""",
    "leaves a thread that computes": """
import threading
def spin():
    while True: pass
threading.Thread(target=spin, daemon=True).start()""",
    "leaves a thread": "import threading, time; threading.Thread(target=time.sleep, args=(1000,)).start()",
}


@every_way
@pytest.mark.parametrize("attack", HARMLESS.values(), ids=HARMLESS.keys())
def test_an_attack_beside_an_honest_answer_changes_nothing(
    tmp_path: Path, isolated: bool, attack: str
) -> None:
    _, earned, _ = graded(tmp_path, isolated, attack, HONEST)
    assert earned == {"forward.scalar_step": 2}


SLEEP = "import time\n"
LATE, COMPUTING = "did not end within 4 seconds", "seconds of computing"
SWALLOW = "while True:\n    try: time.sleep(1000)\n    except BaseException: pass"
MANY = {
    "sleep": (["time.sleep(1000)"] * 5 + ["late = time.sleep(1000)"], [LATE]),
    "swallow their end": ([SWALLOW] * 5, [LATE]),
    "compute": (["while True: pass"] * 5 + ["late = [0 for _ in iter(int, 1)]"], [COMPUTING, LATE]),
    "end the process": (["import os; os._exit(0)"] * 5, ["ended Python."]),
}


@pytest.mark.parametrize(("cells", "ended"), MANY.values(), ids=MANY)
def test_many_cells_that_do_not_end_leave_an_honest_answer_its_turn(
    tmp_path: Path, cells: list[str], ended: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rnnlib.grading.grade.BUDGET", 12.0)
    _, earned, said = graded(tmp_path, sandbox.works(), SLEEP, *cells, HONEST)
    assert earned == {"forward.scalar_step": 2}
    assert any(words in said for words in ended)


@pytest.mark.parametrize("body", ["import time; time.sleep(1000)", "while True: pass"])
def test_many_functions_that_do_not_end_leave_an_honest_one_its_turn(
    tmp_path: Path, body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rnnlib.grading.grade.BUDGET", 12.0)
    names = ("scalar_step", "rnn_step", "rnn_states", "rnn_batch")
    cells = [f"def {name}(*_):\n    {body}" for name in names]
    honest = "def masked_step(x, h_prev, mask, W_xh, W_hh, b_h):\n"
    honest += "    h = np.tanh(x @ W_xh.T + h_prev @ W_hh.T + b_h)\n"
    honest += "    return np.where(mask[:, None], h, h_prev)"
    _, earned, _ = graded(tmp_path, sandbox.works(), "import numpy as np", *cells, honest)
    assert earned == {"forward.masked_step": 3}


def test_of_many_tries_one_is_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # What is wrong with an answer may take a second to find: for all tries of a notebook that is minutes.
    judged: list[str] = []

    def counted(task: Any, *rest: Any) -> Any:
        judged.append(task.id)
        return judge(task, *rest)

    monkeypatch.setattr("rnnlib.grading.grade.judge", counted)
    asked = "from rnnlib.grading import check\ncheck('forward.scalar_step', scalar_step)"
    tries = "for n in range(19):\n"
    tries += "    def scalar_step(*a, n=n): return n\n    check('forward.scalar_step', scalar_step)"
    _, points, _ = graded(tmp_path, sandbox.works(), HONEST, asked, tries)
    assert judged.count("forward.scalar_step") == 1
    assert points == {"forward.scalar_step": 2}  # the first of them was right


@pytest.mark.parametrize(
    ("part", "kept"), [("_explained", {"forward.states": 2}), ("_compared", {})], ids=["hints", "points"]
)
def test_a_mistake_of_the_grader_costs_the_task_it_met_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str, kept: dict[str, int]
) -> None:
    works = getattr(judge_module, part)

    def fails(task: Any, *rest: Any) -> Any:
        if task.id == "forward.states":
            raise ValueError("shapes")
        return works(task, *rest)

    monkeypatch.setattr(judge_module, part, fails)
    states = (
        STATES + "h = [h0]\n    for x_t in x:\n        h.append(np.tanh(W_xh @ x_t + W_hh @ h[-1] + b_h))\n"
    )
    states += "    return np.array(h) if len(x) > 1 else 0"
    _, earned, said = graded(tmp_path, sandbox.works(), HONEST, states)
    assert earned == {"forward.scalar_step": 2, **kept}
    assert "the grader failed at what your function returned, with ValueError: shapes" in said


# Each of these is what `rnn_states` does. The tasks before and after it keep their points.
CALLS = {
    "returns something equal to everything": """
    class Equal:
        __array_priority__ = 1000
        def __eq__(self, other): return True
        def __array__(self, *a, **k): raise RuntimeError
    return Equal()""",
    "returns an array equal to everything": """
    class Equal(np.ndarray):
        def __eq__(self, other): return np.ones(self.shape, bool)
        def __sub__(self, other): return np.zeros(self.shape)
        def tobytes(self, *a): return b''
    return np.zeros((len(x) + 1, len(h0))).view(Equal)""",
    "returns a huge array": "return np.ones(10**7)",
    "returns an array that only looks huge": "return np.broadcast_to(1.0, (10**6, 10**6))",
    "returns itself for ever": "a = []; a.append(a); return a",
    "returns a million things": "return [0] * 10**6",
    "returns objects": "return np.array([object()])",
    "loops for ever": "while True: pass",
    "sleeps for ever": "import time; time.sleep(1000)",
    "returns something that says it is the answer": """
    class Answer(float):
        def __array__(self, *a, **k): return np.ones((len(x) + 1, len(h0)))
    return Answer(1)""",
    "returns a list without end": """
    class Endless(list):
        def __len__(self): return 1
        def __iter__(self):
            while True: yield 1
    return Endless()""",
    "returns a dict without end": """
    class Endless(dict):
        def items(self): return ((n, n) for n in iter(int, 1))
    return Endless()""",
    "returns what it gives out for ever": "return (0 for _ in iter(int, 1))",
    "returns a list a million deep": """
    a = []
    for _ in range(10**6): a = [a]
    return a""",
    "returns numbers with a message in them": "return np.frombuffer(b'message\\x7f' * 28).reshape(7, 4)",
    "returns a huge key": "return {'k' * 10**7: 1, 10**5000: 1}",
    "returns a type with a huge name": "return type('X' * 10**6 + '\\ntotal  15 / 15', (), {})()",
    "returns a mask": "return np.ma.masked_all((len(x) + 1, len(h0)))",
    "returns nothing, a trillion times": "return np.empty((10**12, 0))",
    "changes the kind of its argument": "x.shape = (3, len(x)); x.dtype = np.int64; return h0",
    "makes its argument larger": "x.resize((1000, 1000), refcheck=False); return x",
    "returns a row of eight thousand numbers": "return np.zeros(8192)",
    "raises a message that is slow to read": "raise ValueError('matmul: ' * 10**6)",
    "raises what is never said": """
    class Slow(Exception):
        def __str__(self):
            while True: pass
    raise Slow""",
    "raises a hundred thousand errors": "raise ExceptionGroup('x', [ValueError()] * 10**5)",
    "raises what ends generators": "raise GeneratorExit",
    "calls itself": "return rnn_states(x, h0, W_xh, W_hh, b_h)",
    "computes beside": """
    import threading
    def spin():
        while True: pass
    threading.Thread(target=spin, daemon=True).start()""",
    "exits": "raise SystemExit(0)",
    "ends the process": "import os; os._exit(0)",
    "raises what nobody catches": "raise KeyboardInterrupt",
    "kills what it can": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "closes everything": "import os; os.closerange(0, 64)",
    "allocates": "return np.ones(10**9)",
    "breaks what writes the result": "import json; json.dumps = lambda *a, **k: '{\"done\": true}'",
    "floods the channel": """
    import os
    while True:
        for fd in range(3, 32):
            try: os.write(fd, b'x' * 65536)
            except OSError: pass""",
}


@every_way
@pytest.mark.parametrize("body", CALLS.values(), ids=CALLS.keys())
def test_an_attack_in_one_task_costs_that_task_alone(tmp_path: Path, isolated: bool, body: str) -> None:
    other = "def rnn_outputs(h, W_hy, b_y):\n    return h[1:] @ W_hy.T + b_y"
    _, earned, said = graded(tmp_path, isolated, HONEST, STATES + body.strip("\n"), other)
    assert earned == {"forward.scalar_step": 2, "forward.outputs": 2}
    assert "total" in said
    assert len(said) < 10_000


ENDS = {
    "while True: pass": "did not end within 8 seconds of computing. Which of its loops has no end?",
    "import ctypes; ctypes.string_at(0)": "crashed Python, as a library beside NumPy may; the exercises are",
    "import os; os.abort()": "crashed Python, as a library beside NumPy may; the exercises are graded with",
    "import os; os._exit(3)": "ended Python.",
    "raise KeyboardInterrupt": "raised KeyboardInterrupt in line 2, `raise KeyboardInterrupt`",
    "raise GeneratorExit": "raised GeneratorExit in line 2, `raise GeneratorExit`",
}


@every_way
@pytest.mark.parametrize(("body", "said"), ENDS.items(), ids=ENDS)
def test_how_a_function_ended_is_told_apart(
    tmp_path: Path, isolated: bool, body: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 200.0)  # a busy machine takes its time to compute for two seconds
    monkeypatch.setattr("rnnlib.grading.grade.BUDGET", 600.0)
    report, earned, _ = graded(tmp_path, isolated, HONEST, STATES + body)
    hints = {judgement.task.id: judgement.hints for judgement in report.judgements}
    assert said in hints["forward.states"][0].text
    assert earned == {"forward.scalar_step": 2}


def test_a_cell_may_raise_what_would_interrupt_a_kernel(tmp_path: Path) -> None:
    _, earned, said = graded(tmp_path, sandbox.works(), "raise KeyboardInterrupt\n" + HONEST)
    assert earned == {"forward.scalar_step": 2}
    assert "code cell 1 raised KeyboardInterrupt" in said


FORGE = """
import json, os, sys
def rnn_states(x, h0, W_xh, W_hh, b_h):
    for line in LINES:
        for fd in range(3, 32):
            try: os.write(fd, (line + "\\n").encode())
            except OSError: pass
    os._exit(0)
"""


def forged(*observed: Any) -> str:
    lines = [
        json.dumps({"task": "forward.states", "attempt": "last", "case": case, "observed": seen})
        for seen in observed
        for case in (0, 1, -1, True, 10**9, None, "0")
    ]
    return f"LINES = {[*lines, json.dumps({'done': True})]!r}\n" + FORGE


VALUES: list[Any] = [
    {"value": pack(np.ones((2, 4))), "modified": []},
    {"value": {"right": True}},
    {"value": 5},
    {"value": None, "modified": 5},
    {"value": {"array": "!", "dtype": "<f8", "shape": [2, 4]}},
    {"value": {"array": "", "dtype": "O", "shape": [2, 4]}},
    {"value": {"array": "AAAA", "dtype": "<f8", "shape": ["x"]}},
    {"value": {"array": "", "dtype": "<f8", "shape": [10**12, 0]}},
    {"value": {"formula": "__import__('os')._exit(0)"}},
    {"value": {"large": ["\x1b[2J"]}},
    {"value": {"other": {}}},
    {"value": {"items": 5}},
    {"value": {"entries": [1]}},
    {"value": {"none": 1}, "modified": [1, {}]},
    {"raised": {"a": 1}, "line": "\x1b[2J", "message": 3, "text": None},
    {"stopped": ["x"]},
    {"right": [True, True], "earned": 100},
    {},
    [],
    "right",
]


@every_way
@pytest.mark.parametrize("seen", VALUES, ids=range(len(VALUES)))
def test_a_forged_result_earns_nothing_and_breaks_nothing(tmp_path: Path, isolated: bool, seen: Any) -> None:
    _, earned, said = graded(tmp_path, isolated, HONEST, forged(seen))
    assert earned == {"forward.scalar_step": 2}
    assert all(letter.isprintable() or letter == "\n" for letter in said)


@every_way
def test_a_forged_line_that_is_no_result_breaks_nothing(tmp_path: Path, isolated: bool) -> None:
    lines = [
        "[" * 100000,
        "{",
        "5",
        "null",
        '"x"',
        '{"at": "task", "task": {}, "case": []}',
        '{"at": "cell", "number": {}}',
        '{"cell": 1, "raised": {}, "message": []}',
        '{"cell": {}, "raised": 1}',
        '{"ready": false}',
        "\x00\x1b[31m",
        "9" * 10000,
    ]
    _, earned, _ = graded(tmp_path, isolated, HONEST, f"LINES = {lines!r}\n" + FORGE)
    assert earned == {"forward.scalar_step": 2}


@every_way
def test_the_forger_does_reach_the_channel(tmp_path: Path, isolated: bool) -> None:
    # What it writes there is taken for its answer: the two tests above try what they mean to try.
    report, _, _ = graded(
        tmp_path, isolated, forged({"raised": "Forged", "message": "", "line": 0, "text": ""})
    )
    hints = {judgement.task.id: judgement.hints for judgement in report.judgements}
    assert "Forged" in hints["forward.states"][0].text
