"""The demos' machine: one pure function, alive with a kernel and on the published page."""

from rnnlib.explore.calculator import calculator
from rnnlib.explore.demo import explore
from rnnlib.explore.live import live

__all__ = ["calculator", "explore", "live"]
