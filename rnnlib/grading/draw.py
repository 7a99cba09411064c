"""Random arguments for the tasks: all sizes differ and no bias is zero, so that no mistake hides."""

import numpy as np

Arrays = dict[str, np.ndarray]


def vector(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Return numbers of the size that states and inputs have."""
    return rng.normal(0, 0.8, shape)


def apart(rng: np.random.Generator) -> float:
    """Return a number with either sign that is not near zero."""
    return float(rng.choice([-1, 1]) * rng.uniform(0.3, 0.9))


def recurrent(rng: np.random.Generator, D: int = 3, H: int = 4) -> Arrays:
    """Return W_xh (H, D), W_hh (H, H) and b_h (H,)."""
    return {
        "W_xh": rng.normal(0, 0.5, (H, D)),
        "W_hh": rng.normal(0, 0.5, (H, H)),
        "b_h": rng.normal(0, 0.5, H),
    }


def readout(rng: np.random.Generator, H: int = 4, O: int = 2) -> Arrays:
    """Return W_hy (O, H) and b_y (O,)."""
    return {"W_hy": rng.normal(0, 0.5, (O, H)), "b_y": rng.normal(0, 0.5, O)}
