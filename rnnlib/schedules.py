"""Learning-rate schedules: each function returns a schedule, a function from a step to the learning rate.

Steps count from 0: an optimiser's first step uses `schedule(0)`. A schedule keeps no state of its own, so an
optimiser that is restored goes on where it was.
"""

import math
from collections.abc import Callable

from rnnlib.validation import check_number, check_size

Schedule = Callable[[int], float]


def step_decay(lr: float, every: int, factor: float = 0.1) -> Schedule:
    """Multiply the learning rate by `factor` after each `every` steps.

    Parameters
    ----------
    lr : η₀, more than 0
    every : how many steps to keep each rate
    factor : more than 0 and at most 1

    Returns
    -------
    schedule : function from the number of steps taken so far to η

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    η_n = η₀ · factor^⌊n / every⌋
    """
    lr = check_number("lr", lr, 0)
    every = check_size("every", every)
    factor = check_number("factor", factor, 0, 1)
    return lambda step: lr * factor ** (step // every)


def exponential_decay(lr: float, factor: float) -> Schedule:
    """Multiply the learning rate by `factor` after each step.

    Parameters
    ----------
    lr : η₀, more than 0
    factor : more than 0 and at most 1

    Returns
    -------
    schedule : function from the number of steps taken so far to η

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    η_n = η₀ · factorⁿ
    """
    return step_decay(lr, 1, factor)


def cosine(lr: float, steps: int, final: float = 0.0) -> Schedule:
    """Lower the learning rate along half a cosine, and keep it at `final` from then on.

    Parameters
    ----------
    lr : η₀, more than 0
    steps : how many steps the way down takes
    final : the rate at the end, at least 0 and at most `lr`

    Returns
    -------
    schedule : function from the number of steps taken so far to η

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    η_n = final + ½ (η₀ − final) (1 + cos(π min(n, steps) / steps)). Loshchilov and Hutter (2017), "SGDR:
    stochastic gradient descent with warm restarts", ICLR; here without restarts.
    """
    lr = check_number("lr", lr, 0)
    steps = check_size("steps", steps)
    final = check_number("final", final, 0, lr, open_low=False)
    return lambda step: final + (lr - final) * (1 + math.cos(math.pi * min(step, steps) / steps)) / 2


def warmup(lr: float | Schedule, steps: int) -> Schedule:
    """Raise the learning rate on a straight line for `steps` steps, then follow `lr` from its start.

    Parameters
    ----------
    lr : what to reach: a number more than 0, or a schedule, which begins once the warm-up is over
    steps : how many steps use a smaller rate

    Returns
    -------
    schedule : function from the number of steps taken so far to η

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    η_n = η'(0) · (n + 1) / (steps + 1) for n < steps, then η'(n − steps), with η' the schedule given.
    Goyal et al. (2017), "Accurate, large minibatch SGD: training ImageNet in 1 hour", arXiv:1706.02677.
    """
    after = lr if callable(lr) else _constant(check_number("lr", lr, 0))
    steps = check_size("steps", steps)
    return lambda step: after(0) * (step + 1) / (steps + 1) if step < steps else after(step - steps)


def _constant(lr: float) -> Schedule:
    return lambda step: lr
