"""The synthetic tasks of the literature, each with the loss that can be had without memory."""

from rnnlib.data.tasks.language import WORDS, bracket_matching, parity, sentiment
from rnnlib.data.tasks.memory import adding_problem, copy_memory, delayed_recall, temporal_order
from rnnlib.data.tasks.task import Task

__all__ = [
    "WORDS",
    "Task",
    "adding_problem",
    "bracket_matching",
    "copy_memory",
    "delayed_recall",
    "parity",
    "sentiment",
    "temporal_order",
]
