"""Causal self-attention with several heads: every step looks back at itself and the steps before it."""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from rnnlib.layers.composite import merge
from rnnlib.layers.dot_product import scaled_dot_product, scaled_dot_product_backward
from rnnlib.layers.kept import check_cache, frozen, keep_sequences
from rnnlib.layers.linear import Linear
from rnnlib.layers.set_once import set_once
from rnnlib.validation import check_dtype, check_floats, check_rng, check_size, zero_padding


@set_once("params", "project", "output")
class MultiHeadAttention:
    """y_t = W_o [context_1; …; context_n] + b_o: n heads, each a causal attention of x to itself.

    Parameters
    ----------
    model_size : D, the size of x_t and y_t
    heads : n, how many; each has D / n entries of query, key and value
    dtype : float32 or float64, of the parameters and of all results
    rng : the source of the initial weights (Xavier; the biases start at zero)

    Attributes
    ----------
    params : dict with the arrays of two Linear: "project.W_hy" (3D, D) and "project.b_y" (3D,), which stack
        W_q, W_k and W_v, each with the rows of one head after those of another; "output.W_hy" (D, D) and
        "output.b_y" (D,), which are W_o and b_o

    Notes
    -----
    Vaswani et al. (2017), "Attention is all you need", NeurIPS, section 3.2.2.
    """

    def __init__(
        self,
        model_size: int,
        heads: int,
        *,
        dtype: DTypeLike = np.float64,
        rng: np.random.Generator | None = None,
    ) -> None:
        self.model_size = D = check_size("model_size", model_size)
        self.heads = check_size("heads", heads)
        if D % self.heads:
            raise ValueError(f"heads: expected a divisor of model_size, {D}, got {heads}")
        self.dtype = check_dtype(dtype)
        rng = check_rng(rng)
        self.project = Linear(D, 3 * D, dtype=self.dtype, rng=rng)
        self.output = Linear(D, D, dtype=self.dtype, rng=rng)

    @property
    def params(self) -> dict[str, np.ndarray]:
        """The arrays of both maps, under the prefixes "project." and "output."."""
        return merge({"project": self.project.params, "output": self.output.params})

    def forward(
        self,
        x: np.ndarray,
        mask: np.ndarray | None = None,
        *,
        training: bool = False,
        rng: np.random.Generator | None = None,
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Attend from every step to the real steps up to it.

        Parameters
        ----------
        x : (T, B, D)
        mask : (T, B) of bool, True where the step is real; a step at padding is never attended to
        training, rng : handed on to both maps, where they change nothing

        Returns
        -------
        y : (T, B, D); zero at padding
        cache : what `backward` needs, and `weights` (T, B, n, T), `weights[t]` those of the query at step t:
            queries first, keys last, as in every attention, and the heads between

        Raises
        ------
        TypeError, ValueError
            If an array is not of this shape, not floating (`mask`: not bool) or not finite at a real step.

        Notes
        -----
        For each head, with its own D / n rows of W_q, W_k and W_v (biases not shown):

        q_t = W_q x_t,  k_t = W_k x_t,  v_t = W_v x_t,

        context_t = Σ_{j ≤ t} p_tj v_j,  p_t the softmax over j ≤ t of q_t · k_j / √(D/n).
        """
        x, mask = keep_sequences("x", x, self.model_size, self.dtype, mask)
        T = len(x)
        options: dict[str, Any] = {"training": training, "rng": rng}
        allowed = np.tri(T, dtype=bool)  # (T, T): query t sees key j if j ≤ t
        if mask is not None:
            allowed = allowed & mask.T[:, None, None]  # (B, 1, T, T)
        projected, project_cache = self.project.forward(frozen(x), **options)  # (T, B, 3D)
        query, keys, values = self._split(projected, 3)
        context, weights = scaled_dot_product(query, keys, values, allowed)  # (B, n, T, D/n), (B, n, T, T)
        y, output_cache = self.output.forward(frozen(self._join(context[None])), **options)
        caches: dict[str, Any] = {"layer": self, "project": project_cache, "output": output_cache}
        weights = frozen(weights.transpose(2, 0, 1, 3))  # (T, B, n, T)
        caches |= {"query": query, "keys": keys, "values": values, "weights": weights, "mask": mask}
        return y if mask is None else zero_padding(y, mask), caches

    def backward(self, dy: np.ndarray, cache: dict[str, Any]) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Turn ∂L/∂y into the gradients of the input and of the parameters.

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
        Back through W_o, through each head as in `scaled_dot_product_backward`, and through the projections:

        dx_t = W_qᵀ dq_t + W_kᵀ dk_t + W_vᵀ dv_t, added up over the heads.
        """
        check_cache(self, cache)
        query, keys, values = cache["query"], cache["keys"], cache["values"]
        weights = cache["weights"].transpose(1, 2, 0, 3)  # (B, n, T, T)
        (B, _, T, _), mask = weights.shape, cache["mask"]
        dy = check_floats("dy", dy, (T, B, self.model_size), self.dtype)
        if mask is not None:
            dy = zero_padding(dy, mask)
        dcontext, output_grads = self.output.backward(dy, cache["output"])
        (dcontext_heads,) = self._split(dcontext, 1)
        gradients = scaled_dot_product_backward(dcontext_heads, query, keys, values, weights)
        dx, project_grads = self.project.backward(self._join(np.stack(gradients)), cache["project"])
        return dx, dict(merge({"project": project_grads, "output": output_grads}))

    def _split(self, array: np.ndarray, parts: int) -> np.ndarray:
        """Return (T, B, parts·D) as (parts, B, n, T, D/n), each head on its own."""
        T, B, _ = array.shape
        return array.reshape(T, B, parts, self.heads, -1).transpose(2, 1, 3, 0, 4)

    def _join(self, array: np.ndarray) -> np.ndarray:
        """Return (parts, B, n, T, D/n) as (T, B, parts·D): the inverse of `_split`."""
        _, B, _, T, _ = array.shape
        return array.transpose(3, 1, 0, 2, 4).reshape(T, B, -1)
