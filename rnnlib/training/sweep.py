"""One function over many settings: in this process, on all cores, or on a cluster."""

import copy
import inspect
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import Any, TypeVar

import numpy as np

from rnnlib.training.progress import progress_bar
from rnnlib.validation import check_size

Result = TypeVar("Result")


class SweepError(RuntimeError):
    """Some settings of a sweep failed.

    Attributes
    ----------
    results : dict of what the others returned, by the number of the setting
    errors : dict of what the failed ones raised, by the number of the setting
    """

    results: dict[int, Any]
    errors: dict[int, Exception]


def sweep(
    function: Callable[..., Result],
    settings: Sequence[Mapping[str, Any]],
    executor: Executor | None = None,
    *,
    seed: int = 0,
    keep: Callable[[int, Result], object] | None = None,
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
    keep : called with the number of each setting and its result, in order, as soon as it is there: whatever
        stops a long sweep then leaves what was finished
    progress : show a progress bar on standard error, where tqdm is installed

    Returns
    -------
    results : what `function` returned, in the order of `settings`

    Raises
    ------
    SweepError
        If calls fail, once all the others are done. The message names each setting that failed, and why; the
        error's `results` are those of the others. An interrupt has such an attribute `results` too.
    TypeError, ValueError
        If an argument is of the wrong kind, or a setting does not fit `function`. Nothing is run then.

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
    if not callable(function):
        raise TypeError(f"function: expected a function, got {function!r}")
    if not isinstance(settings, Iterable) or isinstance(settings, Mapping):
        raise TypeError(f"settings: expected a list of dicts, got {type(settings).__name__}")
    if not (keep is None or callable(keep)):
        raise TypeError(f"keep: expected a function of a number and a result, got {keep!r}")
    seed = check_size("seed", seed, 0)
    settings = list(settings)
    for n, setting in enumerate(settings):
        _check_setting(f"settings[{n}]", setting, function)
    sweep_id = uuid.uuid4()
    children = np.random.SeedSequence(seed).spawn(len(settings))
    calls = [partial(_call, sweep_id, function, *pair) for pair in zip(settings, children, strict=True)]
    results: dict[int, Result] = {}
    errors: dict[int, Exception] = {}
    futures = [] if executor is None else [executor.submit(call) for call in calls]
    waits: Sequence[Callable[[], Result]] = calls if executor is None else [f.result for f in futures]
    try:
        with progress_bar("sweep", "setting", len(calls), shown=progress) as advance:
            for n, wait in enumerate(waits):
                try:
                    results[n] = wait()
                except Exception as error:
                    errors[n] = error
                else:
                    if keep is not None:
                        keep(n, results[n])
                advance()
    except BaseException as interrupt:
        for future in futures:
            future.cancel()
        vars(interrupt).update(results=results)
        raise
    if errors:
        each = "; ".join(f"{n}, {settings[n]!r}: {type(e).__name__}: {e}" for n, e in errors.items())
        failure = SweepError(f"{len(errors)} of {len(settings)} settings failed: setting {each}")
        failure.results, failure.errors = results, errors
        raise failure from next(iter(errors.values()))
    return list(results.values())


def _check_setting(name: str, setting: Any, function: Callable[..., Any]) -> None:
    if not isinstance(setting, Mapping) or "rng" in setting:
        raise TypeError(f"{name}: expected a dict of arguments without 'rng', got {setting!r}")
    try:
        inspect.signature(function).bind(**setting, rng=None)
    except TypeError as error:
        raise TypeError(
            f"{name}: expected the arguments of {function!r}, got {setting!r}: {error}"
        ) from error


def _call(
    sweep_id: uuid.UUID,
    function: Callable[..., Result],
    setting: Mapping[str, Any],
    child: np.random.SeedSequence,
) -> Result:
    """Run one setting. The `sweep_id` keeps Dask from answering with an old result, or an old failure."""
    return function(**copy.deepcopy(dict(setting)), rng=np.random.default_rng(child))
