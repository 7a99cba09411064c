"""Training: batches, the loop, truncated backpropagation, checkpoints, and sweeps over settings."""

from rnnlib.training.batches import Batches, streams
from rnnlib.training.checkpoint import load, save
from rnnlib.training.history import History
from rnnlib.training.loop import train
from rnnlib.training.sweep import SweepError, sweep
from rnnlib.training.truncated import TruncatedBPTT

__all__ = [
    "Batches",
    "History",
    "SweepError",
    "TruncatedBPTT",
    "load",
    "save",
    "streams",
    "sweep",
    "train",
]
