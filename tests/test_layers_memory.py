"""Freed arrays are used again, without asking the system for their pages once more."""

import os
import platform
import subprocess
import sys

ROUNDS = """
import resource
import numpy as np
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


def faults_of_one_round(first, **limits):
    # Dask leaves limits of its own in the environment, and rnnlib.layers then sets none.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
    command = [sys.executable, "-c", ROUNDS.format(first=first)]
    run = subprocess.run(command, env=environment | limits, check=True, capture_output=True, text=True)
    return int(run.stdout)


def test_a_layer_that_is_imported_keeps_the_memory_of_freed_arrays():
    assert faults_of_one_round("import rnnlib.layers") < 100
    if platform.libc_ver()[0] == "glibc":  # without it, the pages are asked for anew: 4096 of them in 16 MB
        assert faults_of_one_round("") > 1000


def test_a_limit_in_the_environment_goes_before():
    if platform.libc_ver()[0] == "glibc":
        assert faults_of_one_round("import rnnlib.layers", MALLOC_TRIM_THRESHOLD_="65536") > 1000
