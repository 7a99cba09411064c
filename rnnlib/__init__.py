"""rnnlib: the shared module of *Unrolled*, recurrent networks in readable NumPy with exact gradients."""

from rnnlib.clipping import clip_grad_norm, clip_grad_value
from rnnlib.gradcheck import check_gradients
from rnnlib.layers import RNN, Linear
from rnnlib.losses import mse, softmax_cross_entropy
from rnnlib.optim import SGD

__all__ = [
    "RNN",
    "SGD",
    "Linear",
    "check_gradients",
    "clip_grad_norm",
    "clip_grad_value",
    "mse",
    "softmax_cross_entropy",
]
