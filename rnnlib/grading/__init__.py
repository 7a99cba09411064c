"""The checks of the exercises, and their grading."""

from rnnlib.grading.check import check, hint, progress

__all__ = ["check", "hint", "progress"]
