"""A word about what was forgotten and would show in the numbers alone."""

import sys
import warnings


def warn(message: str) -> None:
    """Warn at the line that called rnnlib, however many of its own functions lie between."""
    level, frame = 1, sys._getframe()
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith("rnnlib."):
        level, frame = level + 1, frame.f_back
    warnings.warn(message, RuntimeWarning, stacklevel=level)
