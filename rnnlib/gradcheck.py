"""Gradient checking: hand-derived gradients against central differences."""

import inspect
from collections.abc import Callable

import numpy as np

from rnnlib.validation import check_keys, check_number, check_shape

# What central differences can tell apart: rounding leaves about eps^(2/3) of the gradient.
TOLERANCE = {np.dtype(np.float64): 1e-7, np.dtype(np.float32): 1e-2}


def check_gradients(
    f: Callable[..., float],
    params: dict[str, np.ndarray],
    grads: dict[str, np.ndarray],
    tolerance: float | None = None,
    step: float | None = None,
) -> dict[str, float]:
    """Compare every entry of every gradient with central differences.

    Parameters
    ----------
    f : the loss, called as `f(params)`, or as `f()` if it needs no argument
    params : dict of floating arrays; each entry is moved in place, and put back
    grads : dict with the keys and shapes of `params`, the gradients to be checked
    tolerance : largest relative error allowed; by default 1e-7 in float64 and 1e-2 in float32.
        `numpy.inf` reports without raising.
    step : the step for an entry of size up to 1, scaled up with larger entries; by default eps^(1/3)

    Returns
    -------
    errors : dict, for each array the largest absolute difference over the largest entry of either gradient
        (or over rounding / tolerance, where that is larger)

    Raises
    ------
    AssertionError
        If an error is above the tolerance: names the worst entry, both values, and each array's error.
    TypeError, ValueError
        If an array is not floating, or a key or a shape differs between `params` and `grads`.

    Notes
    -----
    ∂L/∂w ≈ (L(w + s) − L(w − s)) / 2s, with an error of order s² from the formula and eps·|L|/s from
    rounding. A difference smaller than that rounding shows nothing and is not held against the gradient.
    """
    check_keys("grads", grads, params)
    loss = _caller(f, params)
    errors, worst, worst_ratio = {}, "", -1.0
    for name, array in params.items():
        if not isinstance(array, np.ndarray) or array.dtype not in TOLERANCE:
            got = getattr(array, "dtype", type(array))
            raise TypeError(f"params[{name!r}]: expected an array of float32 or float64, got {got}")
        check_shape(f"grads[{name!r}]", np.asarray(grads[name]), array.shape)
        eps = float(np.finfo(array.dtype).eps)
        s = eps ** (1 / 3) if step is None else check_number("step", step, 0)
        allowed = TOLERANCE[array.dtype] if tolerance is None else check_number("tolerance", tolerance, 0)
        numeric = _central_differences(loss, array, s)
        analytic = np.asarray(grads[name], dtype=np.float64)
        noise = eps * abs(loss()) / s
        scale = max(np.max(np.abs(analytic)), np.max(np.abs(numeric)), noise / allowed, np.finfo(float).tiny)
        difference = np.nan_to_num(np.abs(analytic - numeric), nan=np.inf)
        errors[name] = float(np.max(difference) / scale) if np.isfinite(scale) else np.inf
        if errors[name] / allowed > worst_ratio:
            worst_ratio = errors[name] / allowed
            at = np.unravel_index(np.argmax(difference), array.shape)
            place = f"{name}[{', '.join(str(int(i)) for i in at)}]"
            worst = (
                f"{place}: the gradient given is {analytic[at]:.9g}, "
                f"central differences give {numeric[at]:.9g}; "
                f"relative error {errors[name]:.2g}, allowed {allowed:.2g}"
            )
    if worst_ratio > 1:
        table = "".join(f"\n  {name}: {error:.2g}" for name, error in errors.items())
        raise AssertionError(f"gradient check failed at {worst}.\nRelative error of each array:{table}")
    return errors


def _caller(f: Callable[..., float], params: dict[str, np.ndarray]) -> Callable[[], float]:
    """Return the loss as a function of nothing; the arrays of `params` are moved in place."""
    wanted = inspect.signature(f).parameters.values()
    takes_params = any(parameter.default is parameter.empty for parameter in wanted)
    return lambda: float(f(params) if takes_params else f())


def _central_differences(loss: Callable[[], float], array: np.ndarray, step: float) -> np.ndarray:
    numeric = np.empty(array.shape)
    for index in np.ndindex(array.shape):
        value = array[index]
        s = step * max(1.0, abs(float(value)))
        try:
            array[index] = value + s
            up, above = float(array[index]), loss()
            array[index] = value - s
            down, below = float(array[index]), loss()
        finally:
            array[index] = value
        numeric[index] = (above - below) / (up - down)
    return numeric
