"""The benchmark itself: contenders agree, a wrong gradient is noticed, missed bars and company are marked."""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import measuring
import numpy as np
import pytest
import report
import worker
from contenders.problem import Problem

SIZE = (8, 3, 5, 4)  # H, B, T, D


def answers(cell, dtype):
    problem = Problem(cell, dtype, *SIZE)
    result = {name: worker.prepare(name, problem) for name in worker.CONTENDERS}
    worker.forget()
    return result


CASES = [("RNN", "float64"), ("LSTM", "float64"), ("GRU", "float64"), ("LSTM", "float32")]


@pytest.mark.parametrize(("cell", "dtype"), CASES)
def test_all_contenders_take_the_same_step(cell, dtype):
    ours, *others = answers(cell, dtype).items()
    assert ours[1]["norm"] > 0.01  # clipping has work to do
    assert len(others) == 4
    for name, answer in others:
        measuring.check_agreement(name, ours[1], answer, dtype)


def half_a_bias(answer):
    answer["grads"]["b_h"][0] *= 0.5


def transposed(answer):
    answer["grads"]["W_hh"][:8] = answer["grads"]["W_hh"][:8].T.copy()


def not_clipped(answer):
    answer["norm"] *= 2


def last_step_forgotten(answer):
    answer["grads"]["W_xh"] *= 1 - 1e-4


def other_loss(answer):
    answer["loss"] += 1e-3


def no_update(answer):
    answer["weights"] = Problem("LSTM", "float32", *SIZE).weights()


def not_a_number(answer):
    answer["grads"]["W_hy"][0, 0] = np.nan


def missing(answer):
    del answer["grads"]["b_y"]


def other_shape(answer):
    answer["grads"]["b_y"] = answer["grads"]["b_y"][:1]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (half_a_bias, r"torch: grads\['b_h'\] differs"),
        (transposed, r"torch: grads\['W_hh'\] differs"),
        (not_clipped, r"torch: norm differs"),
        (last_step_forgotten, r"torch: grads\['W_xh'\] differs from rnnlib's by 1.0e-04"),
        (other_loss, r"torch: loss differs"),
        (no_update, r"torch: weights\['W_xh'\] differs"),
        (not_a_number, r"torch: grads\['W_hy'\] differs from rnnlib's by nan"),
        (missing, r"torch: grads of .*in rnnlib of"),
        (other_shape, r"torch: grads\['b_y'\] has shape \(1,\), in rnnlib \(4,\)"),
    ],
)
def test_a_wrong_step_is_noticed(damage, said):
    problem = Problem("LSTM", "float32", *SIZE)
    ours = worker.prepare("rnnlib", problem)
    theirs = worker.prepare("torch", problem)
    worker.forget()
    measuring.check_agreement("torch", ours, theirs, "float32")
    damage(theirs)
    with pytest.raises(measuring.Disagreement, match=said):
        measuring.check_agreement("torch", ours, theirs, "float32")


def test_players_take_turns():
    played = []
    players = {name: lambda name=name: played.append(name) for name in "abc"}
    results = measuring.take_turns(players, least=4, most=9, budget=0)
    assert {name: len(column) for name, column in results.items()} == {"a": 4, "b": 4, "c": 4}
    rounds = ["".join(played[i : i + 3]) for i in range(0, 12, 3)]
    assert all(sorted(order) == list("abc") for order in rounds)
    assert len(set(rounds)) > 1  # not always in the same order


def speed_row(torch, fused, probe=(2.0, 2.1, 2.2)):
    return {
        **report.key(Problem("RNN", "float64", *SIZE)),
        "ms": {"rnnlib": 1.0},
        "ratio": {"torch": torch, "torch fused": fused, "jax": 0.5, "step loop": 0.5},
        "rounds": 9,
        "probe_ms": list(probe),
    }


@pytest.mark.parametrize(
    ("torch", "fused", "meets", "marks"),
    [(1.4, 1.31, True, 0), (1.4, 1.29, False, 1), (1.2, 1.4, False, 1), (1.2, 1.2, False, 2)],
)
def test_a_missed_bar_is_marked(capsys, torch, fused, meets, marks):
    (row,) = report.show_speed([speed_row(torch, fused)], [SIZE])
    assert row["meets_bar"] is meets
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("RNN "))
    assert line.count("!") == marks


def test_company_on_the_machine_is_noticed(capsys):
    rows = [speed_row(2, 2), speed_row(2, 2, (2.0, 2.1, 4.0)), speed_row(2, 2, (5.0, 5.0, 5.0))]
    rows = report.show_speed(rows, [SIZE])
    assert [row["quiet"] for row in rows] == [True, False, False]  # uneven; even, but slower than elsewhere
    assert "WARNING: others were at work in 2 of 3 rows" in capsys.readouterr().out


def memory_row(torch, fused):
    ratio = {"torch": torch, "torch fused": fused, "jax": 0.5, "step loop": 0.5}
    return {**report.key(Problem("RNN", "float64", *SIZE)), "bytes": {"rnnlib": 1e6}, "ratio": ratio}


def test_more_memory_than_pytorch_is_marked():
    rows = report.show_memory([memory_row(1.2, 1.1), memory_row(1.2, 0.99), memory_row(1.0, 1.1)])
    assert [row["meets_bar"] for row in rows] == [True, False, False]


def test_rows_replace_older_ones_of_the_same_machine_only(tmp_path, monkeypatch):
    monkeypatch.setattr(report, "RESULTS", tmp_path)

    def stored():
        return json.loads((tmp_path / "x.json").read_text())

    one, other = speed_row(1, 1), {**speed_row(2, 2), "H": 99}
    report.merge("x.json", "speed", [one, other], "numpy")
    report.merge("x.json", "memory", [memory_row(1, 1)], "numpy")
    report.merge("x.json", "speed", [speed_row(3, 3)], "numpy")
    assert [row["ratio"]["torch"] for row in stored()["speed"]] == [3, 2]
    assert len(stored()["memory"]) == 1
    assert all(row["date"] for row in stored()["speed"])
    report.merge("x.json", "speed", [one], "torch")  # other versions count as another machine
    assert len(stored()["speed"]) == 1
    assert "memory" not in stored()


ROUNDS = """
import resource
import numpy as np
import memory
{first}
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
def one_round():
    for array in [np.empty(2**18) for _ in range(8)]:  # 8 arrays of 2 MB, as a training step makes them
        array[:] = 1
for _ in range(3):
    one_round()
before = faults()
one_round()
print(faults() - before)
"""


def faults_of_one_round(first):
    # Dask leaves limits of its own in the environment, and then none are set here.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
    command = [sys.executable, "-c", ROUNDS.format(first=first)]
    folder = Path(measuring.__file__).parent
    run = subprocess.run(command, env=environment, cwd=folder, check=True, capture_output=True, text=True)
    return int(run.stdout)


def test_a_contender_keeps_the_memory_of_freed_arrays():
    assert faults_of_one_round("memory.keep_freed_memory()") < 100
    if platform.libc_ver()[0] == "glibc":  # without it, the pages are asked for anew: 4096 of them in 16 MB
        assert faults_of_one_round("") > 1000
