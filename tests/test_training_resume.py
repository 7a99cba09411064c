"""A run killed at any point, and started again by the same call, ends with the bits of one never killed."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from training_run import RUNS

from rnnlib import SGD, Adam
from rnnlib.training import load, run_file, save, train
from rnnlib.training.storage import read_arrays

SCRIPT = Path(__file__).with_name("training_run.py")


def start(*arguments):
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), *map(str, arguments)], stdout=subprocess.PIPE, text=True
    )


def finish(*arguments):
    """Run to the end; return what the run ended with."""
    process = start(*arguments)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "history History(loss=[" in out
    return out


def killed(*arguments):
    """Run until it kills itself."""
    process = start(*arguments)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert out == ""


@pytest.fixture(scope="module")
def uninterrupted():
    """Return what each run ends with that knows nothing of checkpoints."""
    return {name: finish(name, "none") for name in RUNS}


# One chain of deaths for each run, each process going on where the one before was killed.
CHAINS = {
    "shuffled": [("step", 2), ("step", 9), ("array", 30), ("fsync", 2), ("rename", 3), ("renamed", 1)],
    "carried": [("rename", 1), ("step", 4), ("renamed", 2), ("array", 40), ("step", 12), ("fsync", 1)],
    "normalised": [("step", 5), ("renamed", 1), ("fsync", 2), ("step", 2)],
}


@pytest.mark.parametrize("name", RUNS)
def test_killed_again_and_again(tmp_path, uninterrupted, name):
    checkpoint = tmp_path / "run.npz"
    seen = []
    for stage, count in CHAINS[name]:
        killed(name, checkpoint, stage, count)
        assert checkpoint.exists() or not seen  # once there, never gone
        if checkpoint.exists():
            read_arrays(checkpoint)  # raises where it is not whole
            seen.append(checkpoint.read_bytes())
    assert len(set(seen)) >= 3  # they died at different places
    assert finish(name, checkpoint) == uninterrupted[name]
    assert list(tmp_path.iterdir()) == [checkpoint]


def test_killed_from_outside_at_any_moment(tmp_path, uninterrupted):
    checkpoint = tmp_path / "run.npz"
    for delay in (0.0, 0.004, 0.009):
        before = checkpoint.stat().st_mtime_ns if checkpoint.exists() else None
        process = start("shuffled", checkpoint)
        while not checkpoint.exists() or checkpoint.stat().st_mtime_ns == before:
            assert process.poll() is None
        time.sleep(delay)
        process.kill()
        process.communicate()
        assert process.returncode == -signal.SIGKILL
    assert finish("shuffled", checkpoint) == uninterrupted["shuffled"]


def test_in_mid_epoch_the_file_is_written_once_a_minute(tmp_path, monkeypatch):
    now, written = [0.0], []
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    write = run_file.write_arrays
    monkeypatch.setattr(run_file, "write_arrays", lambda *args: (written.append(now[0]), write(*args)))
    _, optimizer, _ = descent()

    def loss_and_grads(_):
        now[0] += 25
        return 1.0, {"w": np.ones(2)}

    train(loss_and_grads, optimizer, [0] * 8, 1, progress=False, checkpoint=tmp_path / "run.npz")
    assert written == [75, 150, 200]


def test_a_finished_run_started_again_gives_its_result_at_once(tmp_path, uninterrupted):
    checkpoint = tmp_path / "run.npz"
    assert finish("shuffled", checkpoint) == uninterrupted["shuffled"]
    before = checkpoint.read_bytes()
    assert finish("shuffled", checkpoint, "step", 1) == uninterrupted["shuffled"]  # takes no step
    assert checkpoint.read_bytes() == before


def test_the_shuffled_run_stops_early(uninterrupted):
    history = uninterrupted["shuffled"].split("evaluation=[")[1].split(",")
    assert 3 < len(history) < 30


# --- in this process ---


def descent(kind=SGD, **options):
    params = {"w": np.array([4.0, -2.0])}

    def gradients(batch):
        return float(params["w"] @ params["w"]), {"w": 2 * params["w"] + batch}

    return params, kind(params, lr=0.1, **options), gradients


def test_more_epochs_go_on_from_a_finished_run(tmp_path):
    whole, optimizer, gradients = descent(momentum=0.5)
    expected = train(gradients, optimizer, [0.0, 0.1], 7, progress=False)
    for epochs in (3, 7):
        params, optimizer, gradients = descent(momentum=0.5)
        history = train(
            gradients, optimizer, [0.0, 0.1], epochs, progress=False, checkpoint=tmp_path / "run.npz"
        )
    assert history == expected
    np.testing.assert_array_equal(params["w"], whole["w"])


def test_weights_can_be_loaded_from_a_checkpoint(tmp_path):
    params, optimizer, gradients = descent(Adam)
    train(gradients, optimizer, [0.0], 3, progress=False, checkpoint=tmp_path / "run.npz")
    again, other, _ = descent(Adam)
    load(tmp_path / "run.npz", again, other)
    np.testing.assert_array_equal(again["w"], params["w"])
    np.testing.assert_array_equal(other.state["m.w"], optimizer.state["m.w"])


def test_progress_goes_on_where_it_was(tmp_path, capsys):
    for epochs in (2, 5):
        _, optimizer, gradients = descent()
        train(gradients, optimizer, [0.0], epochs, checkpoint=tmp_path / "run.npz")
    assert "2/5" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["PCG64", "MT19937", "Philox", "SFC64"])
def test_every_generator_of_numpy_resumes(tmp_path, kind):
    def noisy(rng, epochs):
        params, optimizer, _ = descent()

        def gradients(_):
            return 1.0, {"w": rng.normal(size=2)}

        train(
            gradients, optimizer, [0], epochs, progress=False, extras={"rng": rng}, checkpoint=tmp_path / path
        )
        return params["w"], rng.random()

    bit_generator = getattr(np.random, kind)
    path = "whole.npz"
    whole = noisy(np.random.Generator(bit_generator(1)), 6)
    path = "parts.npz"
    noisy(np.random.Generator(bit_generator(1)), 2)
    parts = noisy(np.random.Generator(bit_generator(8)), 6)
    np.testing.assert_array_equal(parts[0], whole[0])
    assert parts[1] == whole[1]


@pytest.mark.parametrize("seconds", [0.0, 60.0])
def test_a_resumed_run_that_diverges_keeps_what_was_good_before_the_kill(tmp_path, monkeypatch, seconds):
    """Weights with huge finite losses may be in the checkpoint; with it come those that were good."""
    monkeypatch.setattr(run_file, "SECONDS", seconds)
    events = iter([KeyboardInterrupt, np.nan])
    for _ in range(2):
        params, optimizer, _ = descent()

        def loss_and_grads(batch, params=params):
            loss = float(params["w"] @ params["w"])
            if loss > 1e200:
                event = next(events)
                if event is KeyboardInterrupt:
                    raise event
                loss *= event
            return loss, {"w": params["w"] * (1e20 if loss < 1e200 else 1.0)}

        with pytest.raises((KeyboardInterrupt, FloatingPointError)):
            train(loss_and_grads, optimizer, [0, 1], 20, progress=False, checkpoint=tmp_path / "run.npz")
    np.testing.assert_array_equal(params["w"], [4.0, -2.0])


def test_a_damaged_checkpoint_is_refused(tmp_path):
    path = tmp_path / "run.npz"
    path.write_bytes(b"")
    params, optimizer, gradients = descent()
    with pytest.raises(ValueError, match=r"run\.npz: damaged"):
        train(gradients, optimizer, [0.0], 2, progress=False, checkpoint=path)
    assert list(params["w"]) == [4.0, -2.0]


def test_weights_are_no_checkpoint(tmp_path):
    params, optimizer, gradients = descent()
    save(tmp_path / "w.npz", params, optimizer)
    with pytest.raises(ValueError, match="expected a checkpoint of this run of train, got KeyError"):
        train(gradients, optimizer, [0.0], 2, progress=False, checkpoint=tmp_path / "w.npz")
