"""The checks of the exercises, and their grading."""

from rnnlib.grading.check import check

__all__ = ["check"]
