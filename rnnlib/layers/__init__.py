"""Layers: `params`, a `forward`, and a hand-derived `backward` that takes what `forward` kept."""

from rnnlib.layers.linear import Linear
from rnnlib.layers.rnn import RNN

__all__ = ["RNN", "Linear"]
