"""The fixes of the scoreboard: each makes another network, or trains the plain one in another way."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from rnnlib import (
    GRU,
    LSTM,
    RNN,
    BatchNormRNN,
    Bidirectional,
    HierarchicalRNN,
    LayerNormRNN,
    Linear,
    LinearRecurrence,
    TransformerBlock,
    init,
)
from rnnlib.data.scoreboard import PLAIN, UNCLIPPED
from scoreboard.parts import Attending, AtTheEnd, Chunked, Positions, Rectified
from scoreboard.problems import Problem

Parts = dict[str, Any]
Network = Callable[..., Parts]  # (problem, input size, output size, steps, dtype=…, rng=…)
"""Named parts, the readout last."""


class Fix(NamedTuple):
    """One column of the scoreboard.

    Attributes
    ----------
    network : makes the parts of the network
    masked : whether the layers are told which steps are padding
    clips : the thresholds of the grid, in place of the problem's own
    rate : what every learning rate of the grid is multiplied by
    share : of the length, for the training sequences
    batch : how many times as many sequences stand side by side
    """

    network: Network
    masked: bool = False
    clips: tuple[float | None, ...] | None = None
    rate: float = 1.0
    share: float = 1.0
    batch: int = 1


def small(layer: Any, rng: np.random.Generator) -> Any:
    """Draw every matrix anew from U(−1/√H, 1/√H), as PyTorch does, so that all begin alike; return the layer.

    The biases stay as the layer has them.
    """
    bound = layer.params["W_hh"].shape[1] ** -0.5
    for name in ("W_xh", "W_hh"):
        layer.params[name][...] = rng.uniform(-bound, bound, layer.params[name].shape)
    return layer


def answered(
    parts: Parts, size: int, problem: Problem, outputs: int, options: dict[str, Any], backwards: int = 0
) -> Parts:
    """Add what takes the last output, where only that is asked for, and the readout."""
    end = {} if problem.each_step else {"end": AtTheEnd(backwards)}
    return {**parts, **end, "readout": Linear(size, outputs, **options)}


def recurrent(cell: Callable[..., Any], problem: Problem, D: int, O: int, T: int, **options: Any) -> Parts:
    """Return one recurrent layer under a readout."""
    H = problem.hidden_size
    return answered({"layer": small(cell(D, H, **options), options["rng"])}, H, problem, O, options)


def batch_norm(problem: Problem, D: int, O: int, T: int, **options: Any) -> Parts:
    """Return a network with recurrent batch normalisation; every step has statistics of its own."""
    return recurrent(partial(BatchNormRNN, max_steps=T), problem, D, O, T, **options)


def drawn_by(scheme: Callable[..., np.ndarray], nonlinearity: str = "tanh") -> Network:
    """Return the plain network with another W_hh."""

    def network(problem: Problem, D: int, O: int, T: int, **options: Any) -> Parts:
        parts = recurrent(partial(RNN, nonlinearity=nonlinearity), problem, D, O, T, **options)
        W_hh = parts["layer"].params["W_hh"]
        W_hh[...] = scheme(W_hh.shape, rng=options["rng"])
        return parts

    return network


def chrono(problem: Problem, D: int, O: int, T: int, **options: Any) -> Parts:
    """Return an LSTM whose forget gates begin with memories of 1 to T steps: b_f = ln U(1, T − 1) = −b_i."""
    parts = recurrent(LSTM, problem, D, O, T, **options)
    H, b_h = problem.hidden_size, parts["layer"].params["b_h"]
    b_h[H : 2 * H] = np.log(options["rng"].uniform(1, T - 1, H))
    b_h[:H] = -b_h[H : 2 * H]
    return parts


def attention(problem: Problem, D: int, O: int, T: int, **options: Any) -> Parts:
    """Return the plain network, whose last state looks at all states; every state, where each answers."""
    H = problem.hidden_size
    layer = small(RNN(D, H, **options), options["rng"])
    looks = Attending(H, problem.each_step, **options)
    return {"layer": layer, "attention": looks, "readout": Linear(2 * H, O, **options)}


def transformer(problem: Problem, D: int, O: int, T: int, **options: Any) -> Parts:
    """Return one causal block with one head over embedded inputs and positions."""
    H = problem.hidden_size
    parts = {"embedding": Linear(D, H, **options), "positions": Positions()}
    parts["block"] = TransformerBlock(H, 1, 2 * H, **options)
    return answered(parts, H, problem, O, options)


def truncated(problem: Problem, D: int, O: int, T: int, **options: Any) -> Parts:
    """Return the plain network, whose gradient goes back to the beginning of a chunk and no further."""
    parts = recurrent(RNN, problem, D, O, T, **options)
    return {**parts, "layer": Chunked(parts["layer"], problem.chunk)}


def bidirectional(problem: Problem, D: int, O: int, T: int, **options: Any) -> Parts:
    """Return two plain layers of half the size, one for each direction."""
    half = problem.hidden_size // 2
    layers = (small(RNN(D, half, **options), options["rng"]) for _ in range(2))
    return answered({"layer": Bidirectional(*layers)}, 2 * half, problem, O, options, backwards=half)


def hierarchical(problem: Problem, D: int, O: int, T: int, **options: Any) -> Parts:
    """Return a fast layer of half the size, which begins anew in each chunk, and a slow one."""
    half = problem.hidden_size // 2
    layer = HierarchicalRNN(D, half, half, problem.chunk, **options)
    return answered({"layer": layer}, half, problem, O, options)


def linear_recurrence(problem: Problem, D: int, O: int, T: int, **options: Any) -> Parts:
    """Return a linear recurrence between two nonlinear maps of each step by itself."""
    H = problem.hidden_size
    parts = {"before": Linear(D, H, **options), "first": Rectified()}
    parts["layer"] = LinearRecurrence(H, H, method="scan", **options)
    parts |= {"after": Linear(H, H, **options), "second": Rectified()}
    return answered(parts, H, problem, O, options)


plain = partial(recurrent, RNN)
FIXES = {
    PLAIN: Fix(plain),
    UNCLIPPED: Fix(plain, clips=(None,)),
    "LSTM": Fix(partial(recurrent, partial(LSTM, forget_bias=1.0))),
    "GRU": Fix(partial(recurrent, GRU)),
    "ReLU, identity": Fix(drawn_by(init.identity, "relu")),
    "layer norm": Fix(partial(recurrent, LayerNormRNN)),
    "batch norm": Fix(batch_norm),
    "clipping": Fix(plain, clips=(1.0,)),
    "smaller rate": Fix(plain, rate=0.1),
    "Xavier": Fix(drawn_by(init.xavier)),
    "He": Fix(drawn_by(init.he)),
    "orthogonal": Fix(drawn_by(init.orthogonal)),
    "attention": Fix(attention),
    "Transformer": Fix(transformer),
    "truncated BPTT": Fix(truncated),
    "shorter sequences": Fix(plain, share=0.25),
    "bidirectional": Fix(bidirectional),
    "masked batches": Fix(plain, masked=True),
    "hierarchical": Fix(hierarchical),
    "parallelisation": Fix(plain, batch=4),
    "chrono": Fix(chrono),
    "linear recurrence": Fix(linear_recurrence),
}
