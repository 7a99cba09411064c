"""rnnlib: the shared module of *Unrolled*, recurrent networks in readable NumPy with exact gradients.

A network that learns to say, at every step, what it read two steps before:

>>> import numpy as np
>>> from rnnlib import RNN, Adam, Linear, clip_grad_norm, merge, mse
>>> rng = np.random.default_rng(0)
>>> x = rng.normal(size=(12, 32, 1))  # (T, B, D): steps, sequences, inputs
>>> y = np.concatenate([np.zeros((2, 32, 1)), x[:-2]])
>>> rnn, readout = RNN(1, 16, rng=rng), Linear(16, 1, rng=rng)
>>> optimizer = Adam(merge({"rnn": rnn.params, "readout": readout.params}), 0.01)
>>> for step in range(200):
...     h, rnn_cache = rnn.forward(x)  # h_t = tanh(W_xh x_t + W_hh h_{t-1} + b_h), all t
...     y_hat, readout_cache = readout.forward(h)
...     loss, dy = mse(y_hat, y)
...     dh, readout_grads = readout.backward(dy, readout_cache)
...     dx, dstate0, rnn_grads = rnn.backward(dh, rnn_cache)
...     grads, norm = clip_grad_norm(merge({"rnn": rnn_grads, "readout": readout_grads}), 1.0)
...     optimizer.step(grads)
>>> print(f"{loss:.3f}")
0.002

Every layer is called in this way. A recurrent one returns dx, dstate0 and grads from `backward`, any other
dx and grads. Arrays are time-major. `train` is this loop with batches, checkpoints and a history.
"""

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
    MultiHeadAttention,
    Stacked,
    TransformerBlock,
    merge,
    sinusoidal_positions,
    softmax,
)
from rnnlib.losses import binary_cross_entropy_with_logits, mse, softmax_cross_entropy
from rnnlib.optim import SGD, Adam, RMSprop
from rnnlib.sequences import pad
from rnnlib.training import load, save, train

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
    "MultiHeadAttention",
    "RMSprop",
    "Stacked",
    "TransformerBlock",
    "binary_cross_entropy_with_logits",
    "check_gradients",
    "clip_grad_norm",
    "clip_grad_value",
    "load",
    "merge",
    "mse",
    "pad",
    "save",
    "sinusoidal_positions",
    "softmax",
    "softmax_cross_entropy",
    "train",
]
