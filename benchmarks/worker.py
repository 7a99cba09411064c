"""What runs inside a contender's own process. Nothing here imports an array library before it is asked to."""

import ctypes
import gc
import os
from functools import partial
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from memory import keep_freed_memory

if TYPE_CHECKING:
    from contenders.problem import Contender, Problem

CONTENDERS = {  # name: module, options of its build
    "rnnlib": ("ours", {}),
    "torch": ("pytorch", {}),
    "torch fused": ("pytorch", {"fused": True}),
    "jax": ("in_jax", {}),
    "step loop": ("step_loop", {}),
}
built: dict["Problem", "Contender"] = {}  # in this process


def build(name: str, problem: "Problem") -> "Contender":
    keep_freed_memory()  # every contender's process alike
    module, options = CONTENDERS[name]
    return import_module(f"contenders.{module}").build(problem, **options)


def prepare(name: str, problem: "Problem") -> dict[str, Any]:
    """Build a contender, let it take one step, and return what has to agree with the others."""
    contender = built[problem] = build(name, problem)
    loss, norm, grads = contender.gradients()
    contender.step()
    weights = {key: array.copy() for key, array in contender.weights().items()}  # the next steps change them
    return {"loss": loss, "norm": norm, "grads": grads, "weights": weights}


def turn(problem: "Problem", steps: int) -> list[float]:
    """Take one step to wake up, then `steps` more, and return the seconds of each of these."""
    step = built[problem].step
    step()
    return [seconds(step) for _ in range(steps)]


def forget() -> None:
    built.clear()
    gc.collect()


def seconds(step: Any) -> float:
    start = perf_counter()
    step()
    return perf_counter() - start


def probe(size: int = 512, times: int = 5) -> float:
    """Return the seconds of a fixed matrix product: more than usual means that others are at work."""
    import numpy as np

    a = np.ones((size, size), np.float32)
    return sorted(seconds(partial(np.matmul, a, a)) for _ in range(times))[times // 2]


def peak_memory(name: str, problem: "Problem", warm: "Problem", steps: int = 3) -> int:
    """Return the bytes of resident memory that training takes at its peak, beyond the libraries.

    Weights, data, gradients, the optimiser's moments and all that is kept for the backward pass count; what a
    library allocates once, on its first step or for a compilation, does not. Run this in a fresh process.
    """
    os.environ.update(OMP_WAIT_POLICY="PASSIVE", OPENBLAS_THREAD_TIMEOUT="10")  # two of these run at a time
    build(name, warm).step()
    build(name, problem)  # compiles where there is something to compile
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # gives back what is free
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
    before = resident("VmRSS")
    contender = build(name, problem)
    for _ in range(steps):
        contender.step()
    return resident("VmHWM") - before


def resident(field: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return 1024 * int(next(line for line in lines if line.startswith(field)).split()[1])
