"""What the networks are trained on: records and names that come with the package, and synthetic tasks.

Nothing is downloaded.
"""

from rnnlib.data.digits import digits_by_rows, handwritten_digits
from rnnlib.data.names import character_names
from rnnlib.data.records import sunspots
from rnnlib.data.stored import experiment
from rnnlib.data.tasks import (
    Task,
    adding_problem,
    bracket_matching,
    copy_memory,
    delayed_recall,
    parity,
    sentiment,
    temporal_order,
)

__all__ = [
    "Task",
    "adding_problem",
    "bracket_matching",
    "character_names",
    "copy_memory",
    "delayed_recall",
    "digits_by_rows",
    "experiment",
    "handwritten_digits",
    "parity",
    "sentiment",
    "sunspots",
    "temporal_order",
]
