"""The options that every layer takes, so that one layer can stand in for another."""

from typing import Any

import numpy as np

from rnnlib.validation import check_rng


def check_options(training: Any, rng: Any) -> None:
    """Raise TypeError unless `training` is True or False and `rng` a generator or None, used or not."""
    if not isinstance(training, bool | np.bool_):
        raise TypeError(f"training: expected True or False, got {training!r}")
    if rng is not None:
        check_rng(rng)
