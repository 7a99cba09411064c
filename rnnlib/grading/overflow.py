"""Numbers that are too large for the exponential, where a result holds NaN or infinity."""

from typing import Any

import numpy as np

from rnnlib.grading.compare import leaves
from rnnlib.grading.spec import Task

LARGEST = 709  # exp of more is infinite in float64


def overflow(task: Task, inputs: dict[str, Any]) -> str:
    """Return what to ask about a result that is not finite, or nothing if no argument is that large.

    Parameters
    ----------
    task : whose solution shifts its numbers before the exponential, if it has one
    inputs : the arguments of the call, each as from `pack`
    """
    if not any("np.exp(" in source and ".max(" in source for source in task.solutions):
        return ""
    zero = " Is a logarithm taken of what may be 0?" * any("np.log(" in text for text in task.solutions)
    for name, item in inputs.items():
        found = [leaf.astype(float) for leaf in leaves(item).values() if isinstance(leaf, np.ndarray)]
        largest = max((float(a[np.isfinite(a)].max(initial=0)) for a in found), default=0.0)
        if largest > LARGEST:
            return (
                f"where `{name}` holds numbers as large as {largest:.4g}. Is the largest subtracted before "
                f"np.exp, in each place its own? Above {LARGEST} it overflows, far below 0 it is 0, and "
                f"inf / inf and 0 / 0 are NaN.{zero}"
            )
    return ""
