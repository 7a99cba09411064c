"""One function over many settings: in this process, on all cores, or on a cluster."""

import copy
import uuid
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import Any, TypeVar

import numpy as np
from tqdm import tqdm

Result = TypeVar("Result")


def sweep(
    function: Callable[..., Result],
    settings: Sequence[Mapping[str, Any]],
    executor: Executor | None = None,
    seed: int = 0,
    progress: bool = True,
) -> list[Result]:
    """Call `function(**setting, rng=…)` for every setting, wherever `executor` runs it.

    Parameters
    ----------
    function : an experiment. Other processes must be able to import it: define it in a module.
    settings : a dict of arguments for each call
    executor : None for this process; else any `concurrent.futures.Executor`, such as
        `ProcessPoolExecutor()` for all cores or `dask.distributed.Client(…).get_executor()` for a cluster
    seed : of the whole sweep. Setting n gets a generator of its own, made from the seed and n.
    progress : show a progress bar on standard error

    Returns
    -------
    results : what `function` returned, in the order of `settings`

    Raises
    ------
    RuntimeError
        If a call fails. The message names the first setting that failed, in the order of `settings`; the
        calls that have not begun are cancelled.
    TypeError, ValueError
        If an argument is of the wrong kind.

    Notes
    -----
    The results do not depend on the executor, as long as `function` depends on its arguments alone: each
    call gets a copy of its setting, and a generator made from a child of `np.random.SeedSequence(seed)`. This
    holds to the last bit where BLAS has as many threads in each process: large matrix products, 1000 × 1000,
    round differently on one thread and on two. Dask's workers start with one; to have one in every
    process, set OPENBLAS_NUM_THREADS=1 in the environment.
    """
    if not (executor is None or isinstance(executor, Executor)):
        got = type(executor).__name__
        raise TypeError(f"executor: expected a concurrent.futures.Executor or None, got {got}")
    settings = list(settings)
    for n, setting in enumerate(settings):
        if not isinstance(setting, Mapping) or "rng" in setting:
            raise TypeError(f"settings[{n}]: expected a dict of arguments without 'rng', got {setting!r}")
    sweep_id = uuid.uuid4()
    children = np.random.SeedSequence(seed).spawn(len(settings))
    calls = [partial(_call, sweep_id, function, *pair) for pair in zip(settings, children, strict=True)]
    futures = [] if executor is None else [executor.submit(call) for call in calls]
    waits = calls if executor is None else [future.result for future in futures]
    results = []
    try:
        for n, wait in enumerate(tqdm(waits, desc="sweep", unit="setting", disable=not progress)):
            try:
                results.append(wait())
            except Exception as error:
                raise RuntimeError(
                    f"setting {n} of the sweep, {settings[n]!r}, failed: {type(error).__name__}: {error}"
                ) from error
    finally:
        for future in futures[len(results) :]:
            future.cancel()
    return results


def _call(
    sweep_id: uuid.UUID,
    function: Callable[..., Result],
    setting: Mapping[str, Any],
    child: np.random.SeedSequence,
) -> Result:
    """Run one setting. The `sweep_id` keeps Dask from answering with an old result, or an old failure."""
    return function(**copy.deepcopy(dict(setting)), rng=np.random.default_rng(child))
