"""Where many answers are right, an answer is tried, and what came of it is judged in its place."""

from typing import Any

import numpy as np

from rnnlib.grading.child import unpack, unpack_arguments
from rnnlib.grading.compare import Leaves, leaves
from rnnlib.grading.spec import Task

PLACE = "['works']"
WORKS: Leaves = {PLACE: np.array(True)}


def what_came(task: Task, packed: dict[str, Any], value: dict[str, Any]) -> Leaves:
    """Return the parts of an answer or, where answers are tried, `WORKS` or in its place what is wrong.

    Parameters
    ----------
    task : that was to be done
    packed : the arguments of the call, each as from `pack`
    value : what came back, as from `pack`, perhaps forged
    """
    if task.tried is None:
        return leaves(value)
    whole = leaves(value)
    if isinstance(said := whole.get(""), str) and said == "None":
        return whole
    said = task.tried(_answer(value), unpack_arguments(packed))
    return {PLACE: said} if said else WORKS


def _answer(value: Any) -> Any:
    """Return what a function returned, with None where it holds what is no number."""
    try:
        if "entries" in value:
            return {key: _answer(item) for key, item in value["entries"].items()}
        return unpack(value)
    except Exception:  # a submission wrote it
        return None


def words(leaves: Leaves) -> str:
    """Return what was said of an answer that was tried; nothing if it works, or could not be tried."""
    said = leaves.get(PLACE)
    return said if isinstance(said, str) else ""
