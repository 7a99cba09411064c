"""Importing rnnlib, all of it, changes nothing of the process but the list of modules."""

import json
import subprocess
import sys

# What a module could change behind a program's back, as text that can be compared.
IMPORT_ALL = """
import gc, json, locale, logging, multiprocessing, os, pkgutil, random, signal, sys, threading, warnings
import importlib

def import_all():
    import rnnlib
    found = pkgutil.walk_packages(rnnlib.__path__, "rnnlib.")
    names = [module.name for module in found if not module.name.endswith("__main__")]  # that is run
    for name in names:
        importlib.import_module(name)
    return names

def process():
    import matplotlib
    import numpy as np
    return {
        "environment": dict(os.environ),
        "warnings": warnings.filters,
        "NumPy's errors": np.geterr(),
        "NumPy's printing": np.get_printoptions(),
        "NumPy's generator": [repr(part) for part in np.random.get_state()],
        "Python's generator": random.getstate(),
        "matplotlib's style": dict(matplotlib.rcParams),
        "signals": {s.name: signal.getsignal(s) for s in signal.Signals},
        "threads": threading.enumerate(),
        "search path": sys.path,
        "folder": os.getcwd(),
        "locale": locale.setlocale(locale.LC_ALL),
        "logging": [logging.root.level, logging.root.handlers],
        "start method": multiprocessing.get_start_method(allow_none=True),
        "hooks": [sys.excepthook, sys.displayhook, sys.stdout, sys.stderr, threading.excepthook],
        "recursion": sys.getrecursionlimit(),
        "collection": gc.get_threshold(),
    }
"""

LIBRARIES = """
before = set(sys.modules)
import_all()
print(json.dumps([name for name in set(sys.modules) - before if not name.startswith("rnnlib")]))
"""

COMPARE = """
import matplotlib, numpy
for name in json.loads(sys.argv[1]):
    try:
        importlib.import_module(name)  # what a library does at its own import is not rnnlib's
    except Exception:  # some are only made by the others
        pass
before = {name: repr(value) for name, value in process().items()}
names = import_all()
after = {name: repr(value) for name, value in process().items()}
print(json.dumps([names, [name for name in before if before[name] != after[name]]]))
"""

# Blocks that the C library by itself gives back to the system when they are freed.
FREED = """
import numpy as np

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

import_all()
before = resident()
blocks = [np.ones(2**19) for _ in range(50)]  # 4 MB each
filled = resident()
del blocks
print(json.dumps([filled - before, resident() - before]))
"""


def run(code, *arguments):
    command = [sys.executable, "-P", "-c", IMPORT_ALL + code, *arguments]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def test_importing_every_module_changes_nothing_of_the_process():
    names, changed = run(COMPARE, json.dumps(run(LIBRARIES)))
    assert {"rnnlib.layers.lstm", "rnnlib.training.loop", "rnnlib.figures", "rnnlib.interop"} <= set(names)
    assert changed == []


def test_memory_that_a_program_frees_is_given_back():
    filled, kept = run(FREED)
    assert filled > 190e6
    assert kept < 20e6
