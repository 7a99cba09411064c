"""With NumPy and nothing else installed, all of rnnlib but its pictures, demos and graders works."""

import os
import subprocess
import sys
from pathlib import Path

import rnnlib

PACKAGE = Path(rnnlib.__file__).parent
NEED_MORE = ("figures", "graphs", "traced", "explore", "grading", "__main__")
MODULES = [
    ".".join(("rnnlib", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.relative_to(PACKAGE).with_suffix("").parts[0] not in NEED_MORE
]
BLOCK = """
import sys

class NumpyAlone:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] not in sys.stdlib_module_names | {"numpy", "rnnlib"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, NumpyAlone())
"""
TRAIN = """
import numpy as np
from concurrent.futures import ThreadPoolExecutor
from rnnlib import SGD
from rnnlib.training import sweep, train

w = np.array([4.0])
history = train(lambda _: (float(w @ w), {"w": 2 * w}), SGD({"w": w}, lr=0.25), [0], epochs=2)
print(history.loss, sweep(lambda n, rng: n, [{"n": 1}, {"n": 2}]))
"""


def run(code):
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    return subprocess.run(
        [sys.executable, "-c", BLOCK + code], capture_output=True, text=True, env=environment
    )


def test_the_block_blocks():
    for name in ("tqdm", "matplotlib", "torch"):
        assert f"No module named '{name}'" in run(f"import {name}").stderr


def test_every_module_imports():
    assert "rnnlib.training.loop" in MODULES
    result = run("".join(f"import {name}\n" for name in MODULES))
    assert result.returncode == 0, result.stderr


def test_training_and_a_sweep_run_without_a_bar():
    result = run(TRAIN)
    assert result.stdout == "[16.0, 4.0] [1, 2]\n"
    assert result.stderr == ""
