"""Layers: `params`, a `forward`, and a hand-derived `backward` that takes what `forward` kept."""

from rnnlib.layers.attention import AdditiveAttention, DotProductAttention
from rnnlib.layers.batch_norm import BatchNormRNN
from rnnlib.layers.bidirectional import Bidirectional
from rnnlib.layers.composite import merge
from rnnlib.layers.dropout import Dropout
from rnnlib.layers.embedding import Embedding
from rnnlib.layers.gru import GRU
from rnnlib.layers.hierarchical import HierarchicalRNN
from rnnlib.layers.linear import Linear
from rnnlib.layers.linear_recurrence import LinearRecurrence
from rnnlib.layers.lstm import LSTM
from rnnlib.layers.multi_head import MultiHeadAttention
from rnnlib.layers.normalization import LayerNorm, LayerNormRNN
from rnnlib.layers.rnn import RNN
from rnnlib.layers.softmax import softmax
from rnnlib.layers.stacked import Stacked
from rnnlib.layers.transformer import TransformerBlock, sinusoidal_positions

__all__ = [
    "GRU",
    "LSTM",
    "RNN",
    "AdditiveAttention",
    "BatchNormRNN",
    "Bidirectional",
    "DotProductAttention",
    "Dropout",
    "Embedding",
    "HierarchicalRNN",
    "LayerNorm",
    "LayerNormRNN",
    "Linear",
    "LinearRecurrence",
    "MultiHeadAttention",
    "Stacked",
    "TransformerBlock",
    "merge",
    "sinusoidal_positions",
    "softmax",
]
