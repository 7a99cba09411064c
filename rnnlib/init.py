"""Initial values of weights."""

import numpy as np
from numpy.typing import DTypeLike

from rnnlib.validation import check_dtype, check_number, check_rng, check_size


def small_normal(
    shape: tuple[int, int],
    *,
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

    Returns
    -------
    W : (rows, columns)

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
    shape: tuple[int, int], *, dtype: DTypeLike = np.float64, rng: np.random.Generator | None = None
) -> np.ndarray:
    """Draw uniform numbers whose variance is 2 / (rows + columns).

    Parameters
    ----------
    shape : (rows, columns) = (fan out, fan in)
    dtype : float32 or float64
    rng : the source of randomness; None takes a fresh one

    Returns
    -------
    W : (rows, columns)

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


def he(
    shape: tuple[int, int], *, dtype: DTypeLike = np.float64, rng: np.random.Generator | None = None
) -> np.ndarray:
    """Draw independent normal numbers of mean 0 and variance 2 / columns, made for ReLU.

    Parameters
    ----------
    shape : (rows, columns) = (fan out, fan in)
    dtype : float32 or float64
    rng : the source of randomness; None takes a fresh one

    Returns
    -------
    W : (rows, columns)

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    W[i, j] ~ N(0, 2 / columns). He, Zhang, Ren and Sun (2015), "Delving deep into rectifiers: surpassing
    human-level performance on ImageNet classification", ICCV, equation 10.
    """
    _, columns = _matrix_shape(shape)
    return small_normal(shape, scale=float(np.sqrt(2 / columns)), dtype=dtype, rng=rng)


def orthogonal(
    shape: tuple[int, int],
    *,
    gain: float = 1.0,
    dtype: DTypeLike = np.float64,
    rng: np.random.Generator | None = None,
) -> np.ndarray:
    """Draw a matrix with orthonormal rows or columns, whichever are fewer, uniformly among all such.

    A product with a square one changes no length, so that neither h_t nor its gradient grows or shrinks by
    W_hh itself. For gates stacked in one array, draw each block by itself:
    `np.concatenate([orthogonal((H, H), rng=rng) for _ in range(4)])`.

    Parameters
    ----------
    shape : (rows, columns)
    gain : multiplies the matrix, so every singular value is the gain; more than 0
    dtype : float32 or float64
    rng : the source of randomness; None takes a fresh one

    Returns
    -------
    W : (rows, columns)

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    A = Q R with A[i, j] ~ N(0, 1),  W = gain · Q diag(sign(diag R)). Without the signs, Q would depend on
    how the factorisation picks them. Saxe, McClelland and Ganguli (2014), "Exact solutions to the nonlinear
    dynamics of learning in deep linear neural networks", ICLR. The signs: Mezzadri (2007), "How to generate
    random matrices from the classical compact groups", Notices of the AMS 54(5).
    """
    rows, columns = _matrix_shape(shape)
    gain = check_number("gain", gain, 0)
    dtype = check_dtype(dtype)
    Q, R = np.linalg.qr(check_rng(rng).standard_normal((max(rows, columns), min(rows, columns))))
    W = gain * Q * np.copysign(1, np.diag(R))  # (long, short) times each column's sign
    return np.ascontiguousarray(W if rows >= columns else W.T, dtype)


def identity(
    shape: tuple[int, int],
    *,
    scale: float = 1.0,
    dtype: DTypeLike = np.float64,
    rng: np.random.Generator | None = None,
) -> np.ndarray:
    """Return `scale` on the main diagonal and zero elsewhere; made for the W_hh of a ReLU network.

    Parameters
    ----------
    shape : (rows, columns)
    scale : the entries on the diagonal, more than 0
    dtype : float32 or float64
    rng : not used, here so that every initialiser is called alike

    Returns
    -------
    W : (rows, columns)

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    W = scale · I, so that at first h_t repeats h_{t-1} and adds the input. Le, Jaitly and Hinton (2015), "A
    simple way to initialize recurrent networks of rectified linear units", arXiv:1504.00941.
    """
    rows, columns = _matrix_shape(shape)
    scale = check_number("scale", scale, 0)
    check_rng(rng)
    return scale * np.eye(rows, columns, dtype=check_dtype(dtype))


def _matrix_shape(shape: tuple[int, int]) -> tuple[int, int]:
    if not isinstance(shape, tuple) or len(shape) != 2:
        raise ValueError(f"shape: expected a tuple (rows, columns), got {shape!r}")
    return check_size("shape[0]", shape[0]), check_size("shape[1]", shape[1])
