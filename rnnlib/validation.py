"""Checks of arguments: every error names the argument, what it got and what was expected."""

import itertools
import numbers
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

Shape = Sequence[int | str]  # a letter stands for a size that is free, such as "T"
LARGEST = float(np.finfo(np.float64).max)

# The one rule of what counts as floats. Not float16, in which Adam's ε = 1e-8 is 0 and e¹² infinite.
FLOATS = (np.float32, np.float64)
KINDS = {"integers": "iu", "booleans": "b"}


class NonFiniteError(ValueError):
    """An array holds NaN or infinity where a real number is needed."""


def check_size(name: str, value: int, least: int = 1) -> int:
    """Return `value` if it is a whole number of at least `least`."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{name}: expected a whole number, got {value!r} ({type(value).__name__})")
    if value < least:
        raise ValueError(f"{name}: expected at least {least}, got {value}")
    return int(value)


def check_number(
    name: str, value: float, low: float, high: float = LARGEST, *, open_low: bool = True
) -> float:
    """Return `value` as a float if it lies between `low` (excluded if `open_low`) and `high` (included)."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name}: expected a number, got {value!r} ({type(value).__name__})")
    inside = low < value <= high if open_low else low <= value <= high
    if not inside:
        upper = {np.inf: "", LARGEST: " and finite"}.get(high, f" and at most {high:g}")
        raise ValueError(
            f"{name}: expected {'more than' if open_low else 'at least'} {low:g}{upper}, got {value!r}"
        )
    return float(value)


def check_choice(name: str, value: str, choices: Collection[str]) -> str:
    """Return `value` if it is one of the `choices`."""
    if not isinstance(value, str) or value not in choices:
        raise ValueError(f"{name}: expected one of {sorted(choices)}, got {value!r}")
    return value


def check_dtype(dtype: DTypeLike) -> np.dtype:
    """Return `dtype` as a NumPy dtype if it is float32 or float64, in the byte order of this machine."""
    try:
        result = None if dtype is None else np.dtype(dtype)
    except TypeError:
        result = None
    if result is None or result.type not in FLOATS or not result.isnative:
        raise TypeError(f"dtype: expected float32 or float64, got {dtype if result is None else result!s}")
    return result


def check_eps(eps: float, dtype: np.dtype) -> float:
    """Return `eps` as a float if it is more than 0, and is so in `dtype` too."""
    eps, least = check_number("eps", eps, 0), float(np.finfo(dtype).tiny)
    if eps < least:
        raise ValueError(f"eps: expected at least {least:.3g}, the smallest in {dtype}, got {eps!r}")
    return eps


def check_rng(rng: np.random.Generator | None) -> np.random.Generator:
    """Return `rng`, or a fresh generator where it is None."""
    if rng is None:
        return np.random.default_rng()
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng: expected np.random.default_rng(seed) or None, got {type(rng).__name__}")
    return rng


def check_shape(name: str, array: np.ndarray, shape: Shape) -> None:
    """Raise ValueError unless `array` has the `shape`; a free size must be at least 1."""
    fits = array.shape == shape or (
        array.ndim == len(shape)
        and all(isinstance(want, str) or got == want for got, want in zip(array.shape, shape, strict=True))
    )
    if fits and array.size > 0:
        return
    expected = "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"
    raise ValueError(
        f"{name}: expected shape {expected}{' with no empty axis' if fits else ''}, got {array.shape}"
    )


def check_mask(name: str, mask: ArrayLike | None, shape: Shape) -> np.ndarray | None:
    """Return `mask` as a boolean array of the `shape`; None stays None."""
    if mask is None:
        return None
    array = check_booleans(name, mask, "the step is real")
    check_shape(name, array, shape)
    return array


def check_booleans(name: str, value: ArrayLike, true_where: str) -> np.ndarray:
    """Return `value` as an array of booleans; the error says what True means."""
    array = _plain(name, value)
    if array.dtype != bool:
        raise TypeError(f"{name}: expected booleans (True where {true_where}), got dtype {array.dtype}")
    return array


def check_array(name: str, value: ArrayLike, *also: str) -> np.ndarray:
    """Return `value` as an array of floats, or of one of the KINDS named in `also`."""
    array = _plain(name, value)
    if array.dtype.type not in FLOATS and not any(array.dtype.kind in KINDS[kind] for kind in also):
        expected = " or ".join(["floats (float32 or float64)", *also])
        raise TypeError(f"{name}: expected {expected}, got dtype {array.dtype}")
    return array


def _plain(name: str, value: ArrayLike) -> np.ndarray:
    """Return `value` as an array, unless it is a masked one, whose mask would be lost without a word."""
    if isinstance(value, np.ma.MaskedArray):
        raise TypeError(f"{name}: expected a plain array, got a masked one, whose mask would be ignored")
    try:
        array = np.asarray(value)
    except (ValueError, TypeError, RuntimeError) as error:  # rows of different lengths, a tensor with a graph
        kind = ValueError if isinstance(error, ValueError) else TypeError
        raise kind(f"{name}: expected an array, got {type(value).__name__}: {error}") from error
    return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))


def check_mapping(name: str, value: object) -> None:
    """Raise TypeError unless `value` is a dict."""
    if not isinstance(value, (dict, Mapping)):  # of a dict the first tells at once
        raise TypeError(f"{name}: expected a dict of arrays, got {type(value).__name__}")


def check_writable(name: str, array: np.ndarray) -> None:
    """Raise ValueError if `array` is read-only."""
    if not array.flags.writeable:
        raise ValueError(f"{name}: expected an array that can be written to, got a read-only one")


def check_floats(name: str, value: ArrayLike, shape: Shape, dtype: DTypeLike | None = None) -> np.ndarray:
    """Return `value` as an array of floats of the `shape`, in `dtype` if one is given."""
    array = check_array(name, value)
    check_shape(name, array, shape)
    return array.astype(array.dtype if dtype is None else dtype, copy=False)


def check_finite(name: str, array: np.ndarray, mask: np.ndarray | None = None) -> np.ndarray:
    """Return `array` with zeros wherever `mask` is False; raise NonFiniteError for NaN or infinity elsewhere.

    Values at padding are never looked at.
    """
    if mask is not None:
        array = zero_padding(array, mask)
    if not np.isfinite(array).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise NonFiniteError(f"{name}: expected finite numbers, got {array[where]} at index {where}")
    return array


def zero_padding(array: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return a copy of `array` (T, B, …) with zeros wherever `mask` is False, whatever stands there."""
    return np.where(mask[..., None], array, array.dtype.type(0))


def check_state(name: str, state: ArrayLike | None, shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    """Return `state` as an array of floats of the `shape`; None is zero."""
    return np.zeros(shape, dtype) if state is None else check_floats(name, state, shape, dtype)


def check_integers(name: str, value: ArrayLike, shape: Shape) -> np.ndarray:
    """Return `value` as an array of whole numbers of the `shape`."""
    array = _plain(name, value)
    if array.dtype.kind not in KINDS["integers"]:
        raise TypeError(f"{name}: expected integers, got dtype {array.dtype}")
    check_shape(name, array, shape)
    return array


def check_params(
    params: Mapping[str, np.ndarray], shapes: Mapping[str, tuple[int, ...]], dtype: np.dtype
) -> None:
    """Raise unless `params` holds the arrays named in `shapes`, each of its shape and of `dtype`."""
    check_keys("params", params, shapes)
    for name, shape in shapes.items():
        array = params[name]
        if not (isinstance(array, np.ndarray) and array.dtype == dtype):
            got = getattr(array, "dtype", type(array).__name__)
            raise TypeError(f"params[{name!r}]: expected dtype {dtype}, got {got}")
        check_shape(f"params[{name!r}]", array, shape)


def check_in_place(params: Mapping[str, np.ndarray]) -> None:
    """Raise unless `params` holds arrays, and every one can be changed in place, by itself."""
    check_mapping("params", params)
    if not params:
        raise ValueError("params: expected at least one array, got none")
    for name, array in params.items():
        if not isinstance(array, np.ndarray):
            raise TypeError(f"params[{name!r}]: expected an array of floats, got {type(array).__name__}")
        check_array(f"params[{name!r}]", array)
        if not array.dtype.isnative:
            raise TypeError(
                f"params[{name!r}]: expected the byte order of this machine, got dtype {array.dtype}"
            )
        if array.size == 0:
            raise ValueError(f"params[{name!r}]: expected at least one entry, got shape {array.shape}")
        check_writable(f"params[{name!r}]", array)
    for (name, array), (other, twin) in itertools.combinations(params.items(), 2):
        if np.shares_memory(array, twin):
            raise ValueError(
                f"params[{other!r}]: expected an array of its own, got memory of params[{name!r}], which "
                f"would be moved under both names; give it one name, and add its gradients up"
            )


def check_keys(name: str, got: Mapping[str, object], expected: Mapping[str, object]) -> None:
    """Raise unless `got` is a dict with the keys of `expected`."""
    check_mapping(name, got)
    if got.keys() != expected.keys():
        raise ValueError(f"{name}: expected the keys {sorted(expected)}, got {sorted(got)}")
