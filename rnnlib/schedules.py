"""Learning-rate schedules: each is called with a step and returns the learning rate.

Steps count from 0: an optimiser's first step uses `schedule(0)`. A schedule keeps no state of its own, so an
optimiser that is restored goes on where it was. It is a value: it can be compared, copied and pickled, as a
sweep over schedules needs, and it prints as the call that made it. A function of your own is a schedule too;
to be pickled it has to be defined in a module, not by `lambda`.
"""

import math
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass

from rnnlib.validation import check_number, check_size

Schedule = Callable[[int], float]


@dataclass(frozen=True)
class step_decay:
    """Multiply the learning rate by `factor` after each `every` steps.

    Parameters
    ----------
    lr : η₀, more than 0
    every : how many steps to keep each rate
    factor : more than 0 and at most 1

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    η_n = η₀ · factor^⌊n / every⌋
    """

    lr: float
    every: int
    _: KW_ONLY
    factor: float = 0.1

    def __post_init__(self) -> None:
        check_number("lr", self.lr, 0)
        check_size("every", self.every)
        check_number("factor", self.factor, 0, 1)

    def __call__(self, step: int) -> float:
        """Return η_n for n = `step`, at least 0."""
        check_size("step", step, 0)
        return self.lr * self.factor ** (step // self.every)


def exponential_decay(lr: float, factor: float) -> step_decay:
    """Multiply the learning rate by `factor` after each step.

    Parameters
    ----------
    lr : η₀, more than 0
    factor : more than 0 and at most 1

    Returns
    -------
    schedule : step_decay, with every = 1

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    η_n = η₀ · factorⁿ
    """
    return step_decay(lr, 1, factor=factor)


@dataclass(frozen=True)
class cosine:
    """Lower the learning rate along half a cosine, and keep it at `final` from then on.

    Parameters
    ----------
    lr : η₀, more than 0
    steps : how many steps the way down takes
    final : the rate at the end, at least 0 and at most `lr`

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    η_n = final + ½ (η₀ − final) (1 + cos(π min(n, steps) / steps)). Loshchilov and Hutter (2017), "SGDR:
    stochastic gradient descent with warm restarts", ICLR; here without restarts.
    """

    lr: float
    steps: int
    _: KW_ONLY
    final: float = 0.0

    def __post_init__(self) -> None:
        check_number("lr", self.lr, 0)
        check_size("steps", self.steps)
        check_number("final", self.final, 0, self.lr, open_low=False)

    def __call__(self, step: int) -> float:
        """Return η_n for n = `step`, at least 0."""
        check_size("step", step, 0)
        way = (1 + math.cos(math.pi * min(step, self.steps) / self.steps)) / 2  # from 1 down to 0
        return self.final + (self.lr - self.final) * way


@dataclass(frozen=True)
class warmup:
    """Raise the learning rate on a straight line for `steps` steps, then follow `lr` from its start.

    Parameters
    ----------
    lr : what to reach: a number more than 0, or a schedule, which begins once the warm-up is over
    steps : how many steps use a smaller rate

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    η_n = η'(0) · (n + 1) / (steps + 1) for n < steps, then η'(n − steps), with η' the schedule given.
    Goyal et al. (2017), "Accurate, large minibatch SGD: training ImageNet in 1 hour", arXiv:1706.02677.
    """

    lr: float | Schedule
    steps: int

    def __post_init__(self) -> None:
        if not callable(self.lr):
            check_number("lr", self.lr, 0)
        check_size("steps", self.steps)

    def __call__(self, step: int) -> float:
        """Return η_n for n = `step`, at least 0."""
        check_size("step", step, 0)
        after = max(0, step - self.steps)
        reached = self.lr(after) if callable(self.lr) else self.lr
        return reached * min(1.0, (step + 1) / (self.steps + 1))
