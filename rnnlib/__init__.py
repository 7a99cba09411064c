"""rnnlib: the shared module of *Unrolled*, recurrent networks in readable NumPy with exact gradients."""

from rnnlib.clipping import clip_grad_norm, clip_grad_value
from rnnlib.gradcheck import check_gradients
from rnnlib.layers import (
    GRU,
    LSTM,
    RNN,
    AdditiveAttention,
    BatchNormRNN,
    Bidirectional,
    DotProductAttention,
    Dropout,
    Embedding,
    HierarchicalRNN,
    LayerNorm,
    LayerNormRNN,
    Linear,
    LinearRecurrence,
    Stacked,
    TransformerBlock,
    sinusoidal_positions,
)
from rnnlib.losses import binary_cross_entropy_with_logits, mse, softmax_cross_entropy
from rnnlib.optim import SGD, Adam, RMSprop

__all__ = [
    "GRU",
    "LSTM",
    "RNN",
    "SGD",
    "Adam",
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
    "RMSprop",
    "Stacked",
    "TransformerBlock",
    "binary_cross_entropy_with_logits",
    "check_gradients",
    "clip_grad_norm",
    "clip_grad_value",
    "mse",
    "sinusoidal_positions",
    "softmax_cross_entropy",
]
