"""Initial values of weights."""

import numpy as np
from numpy.typing import DTypeLike

from rnnlib.validation import check_dtype, check_number, check_rng, check_size


def small_normal(
    shape: tuple[int, int],
    scale: float = 0.01,
    dtype: DTypeLike = np.float64,
    rng: np.random.Generator | None = None,
) -> np.ndarray:
    """Draw independent normal numbers of mean 0 and standard deviation `scale`.

    Parameters
    ----------
    shape : (rows, columns)
    scale : the standard deviation, more than 0
    dtype : float32 or float64
    rng : the source of randomness; None takes a fresh one

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    W[i, j] ~ N(0, scale²)
    """
    rows, columns = _matrix_shape(shape)
    scale = check_number("scale", scale, 0)
    return (scale * check_rng(rng).standard_normal((rows, columns))).astype(check_dtype(dtype))


def xavier(
    shape: tuple[int, int], dtype: DTypeLike = np.float64, rng: np.random.Generator | None = None
) -> np.ndarray:
    """Draw uniform numbers whose variance is 2 / (rows + columns).

    Parameters
    ----------
    shape : (rows, columns) = (fan out, fan in)
    dtype : float32 or float64
    rng : the source of randomness; None takes a fresh one

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    W[i, j] ~ U(−r, r) with r = √(6 / (rows + columns)). Glorot and Bengio (2010), "Understanding the
    difficulty of training deep feedforward neural networks", AISTATS, equation 16.
    """
    rows, columns = _matrix_shape(shape)
    limit = np.sqrt(6 / (rows + columns))
    return check_rng(rng).uniform(-limit, limit, (rows, columns)).astype(check_dtype(dtype))


def _matrix_shape(shape: tuple[int, int]) -> tuple[int, int]:
    if not isinstance(shape, tuple) or len(shape) != 2:
        raise ValueError(f"shape: expected (rows, columns), got {shape!r}")
    return check_size("shape[0]", shape[0]), check_size("shape[1]", shape[1])
