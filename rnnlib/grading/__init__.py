"""The checks of the exercises, and their grading."""

from rnnlib.grading.check import check, marks

__all__ = ["check", "marks"]
