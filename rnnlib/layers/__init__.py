"""Layers: `params`, a `forward`, and a hand-derived `backward` that takes what `forward` kept.

Every layer is called alike, a recurrent one by

    h, cache = layer.forward(x, state0=None, mask=None, training=False, rng=None)
    dx, dstate0, grads = layer.backward(dh, cache, dstate=None)

and any other by `y, cache = layer.forward(x)` and `dx, grads = layer.backward(dy, cache)`. There dx is a
tuple if there are several inputs, and None for tokens; grads has the keys of `params`. Each takes `training`,
True or False, for batch normalisation, and `rng`, a generator or None, for dropout; layers made of layers
hand them on. Options are given by name.

Gradients are those of the function that `forward` computed, whatever is written to arguments or weights
before `backward`. A cache is for the layer that made it, or a copy of it. The h of a recurrent
layer is read-only; copy it to change it. The dict `params` stays as it was built: write into its arrays, or
replace one before an optimiser is made. The weights of an attention, in its cache, are (T_q, B, T_k), with
several heads (T_q, B, heads, T_k).
"""

from rnnlib.layers.attention import AdditiveAttention, DotProductAttention
from rnnlib.layers.batch_norm import BatchNormRNN
from rnnlib.layers.bidirectional import Bidirectional
from rnnlib.layers.composite import merge
from rnnlib.layers.dropout import Dropout
from rnnlib.layers.embedding import Embedding
from rnnlib.layers.gru import GRU
from rnnlib.layers.hierarchical import HierarchicalRNN
from rnnlib.layers.layer_norm_rnn import LayerNormRNN
from rnnlib.layers.linear import Linear
from rnnlib.layers.linear_recurrence import LinearRecurrence
from rnnlib.layers.lstm import LSTM
from rnnlib.layers.multi_head import MultiHeadAttention
from rnnlib.layers.normalization import LayerNorm
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
