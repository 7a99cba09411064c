"""The whole program of chapter 8: it stands alone, its gradients are right, and it learns."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np

from rnnlib import RNN, Linear, check_gradients, softmax_cross_entropy
from rnnlib.data import whole_program as program

FILE = Path(program.__file__)
SOME = ["cat", "hot dog", "sunrise"]


def test_it_fits_on_a_page():
    lines = FILE.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 110
    assert max(map(len, lines)) <= 76


def test_a_copy_runs_with_numpy_alone(tmp_path):
    shutil.copy(FILE, tmp_path / "copy.py")
    small = "import runpy, sys; sys.modules['rnnlib'] = None; source = open('copy.py').read(); "
    small += "exec(source.replace('EPOCHS, BATCH = 128, 0.005, 16, 32', 'EPOCHS, BATCH = 16, 0.01, 2, 64'), "
    small += "{'__name__': '__main__'})"
    run = subprocess.run(
        [sys.executable, "-I", "-c", small], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    lines = run.stdout.splitlines()
    assert len(lines) == 2 + 12
    assert float(lines[1].split()[1]) < np.log(program.V)


def test_its_gradients_are_those_of_its_loss(monkeypatch):
    monkeypatch.setattr(program, "H", 5)
    params = program.initial(np.random.default_rng(1))
    params["b_h"] += 0.3
    _, grads = program.backward(params, SOME)
    check_gradients(lambda: program.backward(params, SOME)[0], params, grads)


def test_its_loss_is_that_of_the_layers():
    rng = np.random.default_rng(0)
    params = program.initial(rng)
    rnn, readout = RNN(program.V, program.H), Linear(program.H, program.V)
    for layer in (rnn, readout):
        for name, array in layer.params.items():
            array[...] = params[name]
    tokens, mask = program.encode(SOME)
    h, _ = rnn.forward(np.eye(program.V)[tokens[:-1]], mask=mask > 0)
    z, _ = readout.forward(h)
    expected, _ = softmax_cross_entropy(z, tokens[1:], mask > 0)
    assert abs(program.backward(params, SOME)[0] - expected) < 1e-12


def test_what_it_invents_ends_and_follows_the_odds(monkeypatch):
    monkeypatch.setattr(program, "H", 4)
    rng = np.random.default_rng(0)
    params = {name: 0 * W for name, W in program.initial(rng).items()}
    params["b_y"][1:3] = 50.0, 49.0  # of the letters: a space, and what comes next in the alphabet
    invented = program.invent(params, rng, tau=0.05)
    assert invented == program.LETTERS[1] * 40
    params["b_y"][0] = 99.0
    assert program.invent(params, rng, tau=1.0) == ""
