"""The block of a causal Transformer, and the positions that are added to its input."""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from rnnlib.layers.composite import merge
from rnnlib.layers.kept import check_cache, frozen, keep_sequences
from rnnlib.layers.linear import Linear
from rnnlib.layers.multi_head import MultiHeadAttention
from rnnlib.layers.normalization import LayerNorm
from rnnlib.layers.set_once import set_once
from rnnlib.validation import (
    check_dtype,
    check_floats,
    check_rng,
    check_size,
    zero_padding,
)


def sinusoidal_positions(T: int, model_size: int, *, dtype: DTypeLike = np.float64) -> np.ndarray:
    """Return one vector for each position, to be added to the inputs: `x + positions[:, None]`.

    Parameters
    ----------
    T : how many positions
    model_size : D, the size of x_t
    dtype : float32 or float64

    Returns
    -------
    positions : (T, D)

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range.

    Notes
    -----
    positions[t, 2i] = sin(t / 10000^{2i/D}),  positions[t, 2i + 1] = cos(t / 10000^{2i/D}),
    t counted from 0.

    Vaswani et al. (2017), "Attention is all you need", NeurIPS, section 3.5.
    """
    T, D = check_size("T", T), check_size("model_size", model_size)
    angles = np.arange(T)[:, None] / 10000.0 ** (np.arange(0, D, 2) / D)  # (T, ⌈D/2⌉)
    positions = np.empty((T, D), check_dtype(dtype))
    positions[:, 0::2] = np.sin(angles)
    positions[:, 1::2] = np.cos(angles[:, : D // 2])
    return positions


@set_once("params", "norm_1", "attention", "norm_2", "feedforward_1", "feedforward_2")
class TransformerBlock:
    """u = x + attention(norm_1(x)),  y = u + W_2 relu(W_1 norm_2(u) + b_1) + b_2.

    Parameters
    ----------
    model_size : D, the size of x_t and y_t, so that blocks can be stacked
    heads : of the attention; a divisor of D
    feedforward_size : F, the size of the hidden layer between W_1 and W_2
    dtype : float32 or float64, of the parameters and of all results
    rng : the source of the initial weights (Xavier; the biases start at zero)

    Attributes
    ----------
    params : dict with the arrays of the five parts: "norm_1.gamma" (D,), "norm_1.beta" (D,),
        "attention.project.W_hy" (3D, D), "attention.project.b_y" (3D,), "attention.output.W_hy" (D, D),
        "attention.output.b_y" (D,), "norm_2.gamma" (D,), "norm_2.beta" (D,), "feedforward_1.W_hy" (F, D),
        "feedforward_1.b_y" (F,), "feedforward_2.W_hy" (D, F), "feedforward_2.b_y" (D,)

    Notes
    -----
    Vaswani et al. (2017), "Attention is all you need", NeurIPS. The norms stand before the attention and the
    feed-forward part, not after the sums: Xiong et al. (2020), "On layer normalization in the Transformer
    architecture", ICML. The attention is causal: y_t depends on x_1 … x_t only.
    """

    def __init__(
        self,
        model_size: int,
        heads: int,
        feedforward_size: int,
        *,
        dtype: DTypeLike = np.float64,
        rng: np.random.Generator | None = None,
    ) -> None:
        self.model_size = D = check_size("model_size", model_size)
        self.feedforward_size = F = check_size("feedforward_size", feedforward_size)
        self.dtype = check_dtype(dtype)
        rng = check_rng(rng)
        self.norm_1 = LayerNorm(D, dtype=self.dtype)
        self.attention = MultiHeadAttention(D, heads, dtype=self.dtype, rng=rng)
        self.norm_2 = LayerNorm(D, dtype=self.dtype)
        self.feedforward_1 = Linear(D, F, dtype=self.dtype, rng=rng)
        self.feedforward_2 = Linear(F, D, dtype=self.dtype, rng=rng)

    @property
    def params(self) -> dict[str, np.ndarray]:
        """The arrays of the five parts, each under the name of its part."""
        names = ("norm_1", "attention", "norm_2", "feedforward_1", "feedforward_2")
        return merge({name: getattr(self, name).params for name in names})

    def forward(
        self,
        x: np.ndarray,
        mask: np.ndarray | None = None,
        *,
        training: bool = False,
        rng: np.random.Generator | None = None,
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Run over every sequence of the batch, all steps at once.

        Parameters
        ----------
        x : (T, B, D)
        mask : (T, B) of bool, True where the step is real; a step at padding is never attended to
        training, rng : handed on to the five parts, where they change nothing

        Returns
        -------
        y : (T, B, D); zero at padding
        cache : what `backward` needs; `cache["attention"]["weights"]` (T, B, heads, T) are the weights of the
            attention, `weights[t]` those of the query at step t

        Raises
        ------
        TypeError, ValueError
            If an array is not of this shape, not floating (`mask`: not bool) or not finite at a real step.

        Notes
        -----
        u = x + attention(norm_1(x)),  a = W_1 norm_2(u) + b_1,  y = u + W_2 relu(a) + b_2
        """
        x, mask = keep_sequences("x", x, self.model_size, self.dtype, mask)
        cache: dict[str, Any] = {"layer": self, "mask": mask}
        options: dict[str, Any] = {"training": training, "rng": rng}
        n_1, cache["norm_1"] = self.norm_1.forward(x, **options)
        attended, cache["attention"] = self.attention.forward(frozen(n_1), mask, **options)
        u = x + attended
        n_2, cache["norm_2"] = self.norm_2.forward(u, **options)
        a, cache["feedforward_1"] = self.feedforward_1.forward(frozen(n_2), **options)
        cache["positive"] = a > 0  # (T, B, F), the derivative of relu
        out, cache["feedforward_2"] = self.feedforward_2.forward(frozen(np.maximum(a, 0)), **options)
        y = u + out
        return y if mask is None else zero_padding(y, mask), cache

    def backward(self, dy: np.ndarray, cache: dict[str, Any]) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Backpropagate through the block.

        Parameters
        ----------
        dy : (T, B, D), ∂L/∂y; values at padding are ignored
        cache : from `forward`

        Returns
        -------
        dx : (T, B, D); zero at padding
        grads : dict with the keys of `params`

        Raises
        ------
        TypeError, ValueError
            If `dy` is not of this shape or not floating, or `cache` is another layer's.

        Notes
        -----
        Each sum hands its gradient on to both of its terms:

        du = dy + norm_2ᵀ(W_1ᵀ ([a > 0] ∘ W_2ᵀ dy)),  dx = du + norm_1ᵀ(attentionᵀ(du)),

        where partᵀ(d) stands for what the `backward` of the part makes of d.
        """
        check_cache(self, cache)
        mask = cache["mask"]
        dy = check_floats("dy", dy, (*cache["positive"].shape[:2], self.model_size), self.dtype)
        if mask is not None:
            dy = zero_padding(dy, mask)
        grads = {}
        dr, grads["feedforward_2"] = self.feedforward_2.backward(dy, cache["feedforward_2"])
        dn_2, grads["feedforward_1"] = self.feedforward_1.backward(
            dr * cache["positive"], cache["feedforward_1"]
        )
        du, grads["norm_2"] = self.norm_2.backward(dn_2, cache["norm_2"])
        du = dy + du
        dn_1, grads["attention"] = self.attention.backward(du, cache["attention"])
        dx, grads["norm_1"] = self.norm_1.backward(dn_1, cache["norm_1"])
        return du + dx, dict(merge(grads))
