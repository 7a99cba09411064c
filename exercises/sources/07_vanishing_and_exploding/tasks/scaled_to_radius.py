"""Task vanishing.scaled_to_radius: a matrix of a given spectral radius."""

from collections.abc import Callable

import numpy as np

from rnnlib.grading.spec import Case, Inputs, Misconception, Section

from .gradient_bound import radius, sigma

Array = np.ndarray
Rng = np.random.Generator


def _by(size: Callable[[Array], float]) -> Callable[[Array, float], Array]:
    return lambda W, rho: W * (rho / size(W))


def _with_eigenvalues(rng: Rng, blocks: Array) -> Inputs:
    """A matrix with these blocks in another basis, which is not orthogonal."""
    basis = np.eye(len(blocks)) + rng.uniform(0.2, 0.4, blocks.shape)
    return {"W": basis @ blocks @ np.linalg.inv(basis), "rho": rng.uniform(0.5, 0.95)}


def _turning(rng: Rng) -> Inputs:
    a, b = rng.uniform(0.8, 1.2), rng.uniform(1.3, 1.8)
    return _with_eigenvalues(rng, np.array([[0.5, 0.0, 0.0], [0.0, a, -b], [0.0, b, a]]))


READ = Section("09_vanishing_and_exploding", "Eigenvalues or singular values?")
EQUATION = "result = W · rho / max |eigenvalue of W|"
WHY = (
    "Scaling a matrix scales all its eigenvalues, and its singular values too. The ratio of the two stays: how "
    "far the gradient may grow before it fades cannot be scaled away."
)

CASES = (
    Case(
        "the eigenvalue of largest size is negative",
        lambda rng: _with_eigenvalues(rng, np.diag([1.0, -2.5, 0.4]) * rng.uniform(0.8, 1.2)),
    ),
    Case("a pair of complex eigenvalues", _turning),
)

MISCONCEPTIONS = (
    Misconception(
        "singular_value",
        _by(sigma),
        "W is scaled by its largest singular value. The spectral radius is the largest |eigenvalue|, and that is "
        "smaller for most matrices.",
    ),
    Misconception(
        "frobenius",
        _by(lambda W: float(np.linalg.norm(W))),
        "W is scaled by the root of the sum of its squares, which is what np.linalg.norm gives for a matrix. Take "
        "the eigenvalues.",
    ),
    Misconception(
        "largest_entry",
        _by(lambda W: float(np.abs(W).max())),
        "W is scaled by its largest entry. The spectral radius is the largest |eigenvalue|.",
    ),
    Misconception(
        "largest_real",
        _by(lambda W: float(np.linalg.eigvals(W).real.max())),
        "the largest real part is taken. The spectral radius counts how far an eigenvalue lies from 0, whatever its "
        "direction: take the absolute value of all of them first, also of negative and complex ones.",
    ),
    Misconception(
        "real_part",
        _by(lambda W: float(np.abs(np.linalg.eigvals(W).real).max())),
        "only the real parts of the eigenvalues are looked at. np.abs of a complex number counts both parts.",
    ),
    Misconception(
        "times_rho",
        lambda W, rho: W * rho,
        "W is multiplied by rho as it is. That gives the radius rho only if W had the radius 1.",
    ),
    Misconception(
        "radius_one",
        lambda W, rho: W / radius(W),
        "this matrix has the spectral radius 1. The one wanted is rho.",
    ),
    Misconception(
        "inverse",
        lambda W, rho: W * (radius(W) / rho),
        "the factor is upside down: a matrix whose radius is too large has to be made smaller.",
    ),
    Misconception(
        "smallest",
        _by(lambda W: float(np.abs(np.linalg.eigvals(W)).min())),
        "the smallest |eigenvalue| is taken. In the long run the largest one wins.",
    ),
)
