"""Gradient checking: hand-derived gradients against derivatives by number."""

import inspect
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np

from rnnlib.derivatives import (
    Arrays,
    Slope,
    central_differences,
    central_step,
    check_analytic,
    complex_step,
    kink,
    random_signs,
)
from rnnlib.validation import (
    check_choice,
    check_floats,
    check_in_place,
    check_keys,
    check_number,
    check_rng,
    check_size,
)

FLOAT32, FLOAT64 = np.dtype(np.float32), np.dtype(np.float64)
# What each method can tell apart. Rounding leaves central differences about eps^(2/3) of the gradient; the
# complex step has next to no error of its own, and what is left is the rounding in the gradient given.
TOLERANCE = {
    "central": {FLOAT64: 1e-7, FLOAT32: 1e-2},
    "complex": {FLOAT64: 1e-11, FLOAT32: 1e-4},
}
FOUND = {"central": "central differences give", "complex": "the complex step gives"}
LEAF = 16  # so many entries are checked one by one, where halving has come down to them
AGAIN = 40  # evaluations at one point before a gradient is called wrong: a random loss may seldom differ

Ways = list[tuple[np.ndarray, np.ndarray]]  # which entries to move, and along which direction


class _Compared(NamedTuple):
    """The gradient given and the derivative found, along each way, and the size they are measured by."""

    given: np.ndarray
    found: np.ndarray
    scale: float

    @property
    def differences(self) -> np.ndarray:
        """Absolute; a gradient that is not a number is infinitely wrong."""
        with np.errstate(invalid="ignore"):
            difference = np.abs(self.given - self.found)
        return np.where(np.isnan(difference), np.inf, difference)

    @property
    def errors(self) -> np.ndarray:
        """Differences relative to the scale."""
        if not np.isfinite(self.scale):
            return np.where(np.isfinite(self.differences), 0, np.inf)
        return self.differences / self.scale

    def sides(self, way: int, method: str) -> str:
        """Say what was given and what was found along one way."""
        return f"the gradient given is {self.given[way]:.9g}, {FOUND[method]} {self.found[way]:.9g}"


def check_gradients(
    f: Callable[..., Any],
    params: Arrays,
    grads: Arrays,
    *,
    tolerance: float | None = None,
    step: float | None = None,
    method: str = "central",
    directions: int | None = None,
    rng: np.random.Generator | None = None,
) -> dict[str, float]:
    """Compare every entry of every gradient, or random directions, with derivatives by number.

    Parameters
    ----------
    f : the loss, called as `f(params)`, or as `f()` if it needs no argument
    params : dict of floating arrays; each entry is moved in place, and put back
    grads : dict with the keys and shapes of `params`, the gradients to be checked
    tolerance : largest relative error allowed; by default 1e-7 in float64 and 1e-2 in float32, with the
        complex step 1e-11 and 1e-4. `numpy.inf` reports without raising.
    step : δ, the step for an entry of size up to 1, scaled up with larger entries; by default eps^(1/3).
        Along a direction through n entries it is n^(1/4) times that. The complex step does not scale it,
        and by default takes 1e-20.
    method : "central", or "complex" for an analytic `f(params)` in plain NumPy, which is then called with
        complex copies of the arrays
    directions : None checks each entry; a number n checks an array of more than n entries along n random
        directions instead, and only if that fails looks for a wrong entry, by halving
    rng : the source of the random directions; None takes a fresh one

    Returns
    -------
    errors : dict, for each array the largest absolute difference over the largest value of either kind
        (or over rounding / tolerance, where that is larger)

    Raises
    ------
    AssertionError
        If an error is above the tolerance: names the worst entry, both values, and each array's error.
        With `directions` the entry is the worst that halving came upon. Where no entry is wrong but one
        sits at a kink of the loss, such as ReLU's at 0, names it with the slopes on both sides: any
        gradient between them is right there, so nothing is decided.
    TypeError, ValueError
        If an array is empty, not floating, read-only or shares memory, a key or a shape differs between
        `params` and `grads`, an option is out of range, or `f` is no such function, is random, changes
        `params`, does not return a number, or is not fit for the complex step.

    Notes
    -----
    "central": ∂L/∂w ≈ (L(w + δ) − L(w − δ)) / 2δ, with an error of order δ² from the formula and eps·|L|/δ
    from rounding. A difference smaller than that rounding shows nothing and is not held against the gradient.

    "complex": ∂L/∂w ≈ Im L(w + i δ) / δ, with an error of order δ² and no subtraction, so that δ can be
    tiny. Martins, Sturdza and Alonso (2003), "The complex-step derivative approximation", ACM Trans. Math.
    Softw. 29(3).

    Along u with entries ±1/√n at random the derivative is Σ_i u_i ∂L/∂w_i, whose mean square is that of the
    n entries of the gradient.
    """
    takes_params = _takes_params(f)
    check_in_place(params)
    check_keys("grads", grads, params)
    for name, array in params.items():
        check_floats(f"grads[{name!r}]", grads[name], array.shape)
    check_choice("method", method, TOLERANCE)
    step = None if step is None else check_number("step", step, 0)
    tolerance = None if tolerance is None else check_number("tolerance", tolerance, 0, np.inf)
    n = np.inf if directions is None else check_size("directions", directions)
    rng = check_rng(rng)

    def loss() -> float:
        return _number(f(params) if takes_params else f())

    here = _check_loss(loss, params)
    size = abs(here)
    if method == "complex":
        if not takes_params:
            raise TypeError("f: expected f(params) for method='complex', got a function without an argument")
        try:
            check_analytic(f, params, rng)
        except ValueError:
            _check_repeats(loss, here, params, AGAIN)
            raise
        slope: Slope = complex_step(f, params, step)
    else:
        slope = central_differences(loss, params, step)

    errors: dict[str, float] = {}
    wrong: dict[float, str] = {}
    kinks: list[str] = []
    for name, array in params.items():
        gradient = np.asarray(grads[name], dtype=np.float64).reshape(-1)
        allowed = TOLERANCE[method][array.dtype] if tolerance is None else tolerance
        entries, sampled = np.arange(array.size), array.size > n
        ways = _random_ways(entries, int(n), rng) if sampled else _singly(entries)
        s = central_step(array.dtype, len(ways[0][0]), step)
        rounding = size * float(np.finfo(array.dtype).eps) * (4 if method == "complex" else 1 / s)
        compared = _compare(slope, name, gradient, ways, rounding / allowed)
        errors[name] = float(compared.errors.max())
        if errors[name] <= allowed:
            continue
        trail = f"; relative error {errors[name]:.2g}, allowed {allowed:.2g}"
        if sampled:
            way = int(np.argmax(compared.errors))
            trail += f". Found along direction {way + 1} of {n}: {compared.sides(way, method)}"
            entries = _narrow(slope, name, gradient, rng)
            compared = _compare(slope, name, gradient, _singly(entries), rounding / allowed)
        for rank, way in enumerate(np.argsort(-compared.errors)):  # the worst first
            if rank > 0 and compared.errors[way] <= allowed:
                break
            at = f"{name}[{', '.join(str(int(i)) for i in np.unravel_index(entries[way], array.shape))}]"
            sides = (
                kink(loss, params, name, int(entries[way]), step, rounding) if method == "central" else None
            )
            slack = max(rounding, allowed * compared.scale)
            if sides is None or not min(sides) - slack <= compared.given[way] <= max(sides) + slack:
                wrong[errors[name] / allowed] = f"{at}: {compared.sides(way, method)}{trail}"
                break
            slopes = f"the slope is {sides[0]:.6g} below and {sides[1]:.6g} above"
            kinks.append(f"{at}: the gradient given is {compared.given[way]:.9g}, {slopes}")
    if wrong or kinks:
        _check_repeats(loss, here, params, AGAIN)
    if wrong:
        table = "".join(f"\n  {name}: {error:.2g}" for name, error in errors.items())
        raise AssertionError(
            f"gradient check failed at {wrong[max(wrong)]}.\nRelative error of each array:{table}"
        )
    if kinks:
        raise AssertionError(
            f"gradient check undecided: the loss has a kink at {kinks[0]}. Any gradient between the two is "
            "right there. Move away from it to check the rest, for example with random biases and inputs"
        )
    return errors


def _check_loss(loss: Callable[[], float], params: Arrays) -> float:
    """Return the loss; raise unless it is finite, the same when computed again, and leaves `params` alone."""
    before = {name: array.copy() for name, array in params.items()}
    here = loss()
    for name, array in params.items():
        if not np.array_equal(array, before[name], equal_nan=True):
            raise ValueError(
                f"f: expected a loss that leaves params[{name!r}] alone, got one that changes it"
            )
    if not np.isfinite(here):
        raise AssertionError(f"gradient check failed: the loss itself is {here}")
    _check_repeats(loss, here, params, 1)
    return here


def _check_repeats(loss: Callable[[], float], here: float, params: Arrays, times: int) -> None:
    """Raise ValueError unless the loss is the same, `here`, as often as it is computed again."""
    eps = max(float(np.finfo(array.dtype).eps) for array in params.values())
    for _ in range(times):
        again = loss()
        if not abs(here - again) <= 16 * eps * abs(here):
            raise ValueError(
                f"f: expected the same loss at the same point, got {here:.9g}, then {again:.9g}: it is "
                "random. Create its random generator afresh, from one seed, in each call"
            )


def _takes_params(f: Callable[..., Any]) -> bool:
    """Return whether `f` is called with an argument; raise TypeError if it wants more than one."""
    if not callable(f):
        raise TypeError(f"f: expected a function, f(params) or f(), got {type(f).__name__}")
    try:
        parameters = inspect.signature(f).parameters.values()
    except ValueError:  # some built-in functions do not tell
        return True
    needed = [parameter for parameter in parameters if parameter.default is parameter.empty]
    named = [str(parameter) for parameter in needed if not str(parameter).startswith("*")]
    if len(named) > 1:
        raise TypeError(f"f: expected a function, f(params) or f(), got one of ({', '.join(named)})")
    return bool(needed)


def _number(value: Any) -> float:
    """Return what `f` returned as a float; raise TypeError unless it is one real number."""
    if np.ndim(value) != 0:
        raise TypeError(f"f: expected one number, got an array of shape {np.shape(value)}")
    dtype = getattr(value, "dtype", None)
    kind = getattr(dtype, "kind", "f")  # tensors have dtypes of their own, and are floats here
    with suppress(TypeError):
        if kind in "biuf" and not isinstance(value, str):
            return float(value)
    raise TypeError(f"f: expected one number, got {value!r}")


def _singly(entries: np.ndarray) -> Ways:
    return [(entry, np.ones(1)) for entry in entries[:, None]]


def _random_ways(entries: np.ndarray, n: int, rng: np.random.Generator) -> Ways:
    return [(entries, random_signs(len(entries), rng)) for _ in range(n)]


def _compare(slope: Slope, name: str, gradient: np.ndarray, ways: Ways, floor: float) -> _Compared:
    """Compare the gradient given with the derivative found along each way; `floor` bounds the scale."""
    given, found = np.empty(len(ways)), np.empty(len(ways))
    with np.errstate(invalid="ignore"):  # of a gradient that is not a number
        for i, (entries, direction) in enumerate(ways):
            found[i], unit = slope(name, entries, direction)
            given[i] = gradient[entries] @ unit
    scale = float(np.max([np.max(np.abs(given)), np.max(np.abs(found)), floor, np.finfo(float).tiny]))
    return _Compared(given, found, scale)


def _narrow(slope: Slope, name: str, gradient: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a few entries, wrong ones among them: halve, and go on with the half that is further off."""
    entries = np.arange(gradient.size)

    def off(half: np.ndarray) -> float:
        compared = _compare(slope, name, gradient, _random_ways(half, 4, rng), 1.0)
        return float(compared.differences.max())

    while len(entries) > LEAF:
        first, second = np.array_split(entries, 2)
        entries = first if off(first) >= off(second) else second
    return entries
