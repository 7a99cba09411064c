"""The derivative of a loss along a direction, by central differences and by the complex step.

Both functions here return a function `slope(name, entries, direction)`: the derivative of the loss when the
`entries` (flat indices) of the array `name` move along `direction`, and the unit vector of that move.
"""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

Arrays = dict[str, np.ndarray]
Slope = Callable[[str, np.ndarray, np.ndarray], tuple[float, np.ndarray]]
ComplexWarning: type[Warning] = getattr(np, "exceptions", np).ComplexWarning  # before NumPy 1.25 it is in np


def central_differences(loss: Callable[[], float], params: Arrays, step: float | None) -> Slope:
    """Move the entries in place, forth and back, and put them back."""

    def slope(name: str, entries: np.ndarray, direction: np.ndarray) -> tuple[float, np.ndarray]:
        flat = params[name].flat
        w = flat[entries]
        s = central_step(w.dtype, len(entries), step) * max(1.0, float(np.max(np.abs(w))))
        direction = direction / np.linalg.norm(direction)
        try:
            flat[entries] = w + s * direction
            up, above = flat[entries].astype(np.float64), loss()
            flat[entries] = w - s * direction
            down, below = flat[entries].astype(np.float64), loss()
        finally:
            flat[entries] = w
        way = up - down  # the sums were rounded: this is how far the entries really moved
        length = np.linalg.norm(way)
        return float((above - below) / length), way / length

    return slope


def kink(
    loss: Callable[[], float], params: Arrays, name: str, entry: int, step: float | None, rounding: float
) -> tuple[float, float] | None:
    """Return the slopes of the loss below and above one entry if they differ by a kink, else None.

    From w to w + s the slope is L' + s L''/2 + …, and the linear term goes where that of 2 s is taken from
    it twice. Of the difference between both sides next to nothing is then left where the loss is smooth.
    """
    flat = params[name].flat
    w, here = flat[entry], loss()
    s = central_step(w.dtype, 1, step) * max(1.0, abs(float(w)))

    def slope(way: float) -> float:
        flat[entry] = w + way
        return (loss() - here) / (float(flat[entry]) - float(w))

    try:
        near = np.array([slope(-s), slope(s)])
        far = np.array([slope(-2 * s), slope(2 * s)])
    finally:
        flat[entry] = w
    below, above = 2 * near - far
    smooth = abs(above - below) < max(100 * rounding, abs(near[1] - near[0]) / 2)
    return None if smooth else (float(below), float(above))


def central_step(dtype: np.dtype, entries: int, step: float | None) -> float:
    """Return the length of the step along a direction through so many entries.

    For one entry it is `step`, or eps^(1/3), which balances the errors of the formula and of rounding. The
    more entries share the step, the less it moves the loss, and the sooner rounding shows. Growth with the
    fourth root of their number kept both errors down on recurrent networks; none at all let rounding
    through in the large arrays, and the square root the error of the formula.
    """
    one = float(np.finfo(dtype).eps) ** (1 / 3) if step is None else step
    return one * entries**0.25


def complex_step(f: Callable[[Arrays], Any], params: Arrays, step: float | None) -> Slope:
    """Move the entries of complex copies along the imaginary axis: there is no difference to cancel."""
    h = 1e-20 if step is None else step
    copies = {name: array.astype(np.complex128) for name, array in params.items()}

    def slope(name: str, entries: np.ndarray, direction: np.ndarray) -> tuple[float, np.ndarray]:
        flat = copies[name].flat
        w = flat[entries]
        direction = direction / np.linalg.norm(direction)
        try:
            flat[entries] = w + 1j * h * direction
            with warnings.catch_warnings():
                warnings.simplefilter("error", ComplexWarning)
                value = f(copies)
        except (TypeError, ComplexWarning) as error:
            raise TypeError(f"f: cannot be computed with complex parameters ({error}); {ADVICE}") from error
        finally:
            flat[entries] = w
        if not np.iscomplexobj(value):
            raise TypeError(f"f: expected a complex loss from complex parameters, got {value!r}; {ADVICE}")
        return float(np.imag(value)) / h, direction

    return slope


ADVICE = "keep to plain NumPy without abs, real, conj or float(), or use method='central'"


def check_analytic(f: Callable[[Arrays], Any], params: Arrays, rng: np.random.Generator) -> None:
    """Raise ValueError where the complex step and central differences disagree along a random direction.

    A function such as `abs` returns a real number for a complex one: its part of the derivative is lost
    without a word.
    """
    copies = {name: array.astype(np.float64) for name, array in params.items()}
    by_complex, by_central = (
        complex_step(f, copies, None),
        central_differences(lambda: f(copies), copies, None),
    )
    loss = abs(float(f(copies)))
    for name, array in copies.items():
        entries, direction = np.arange(array.size), rng.standard_normal(array.size)
        (c, _), (r, _) = by_complex(name, entries, direction), by_central(name, entries, direction)
        if not abs(c - r) <= 1e-5 * max(abs(c), abs(r)) + 1e-9 * loss:
            raise ValueError(
                f"f: along a random direction of {name!r} the complex step gives {c:.9g}, "
                f"central differences {r:.9g}: f is not analytic, or loses the imaginary part; {ADVICE}"
            )


def random_signs(size: int, rng: np.random.Generator) -> np.ndarray:
    """Return (size,) of 1 and −1: along such a direction a single wrong entry always shows in full."""
    return rng.choice([-1.0, 1.0], size)
