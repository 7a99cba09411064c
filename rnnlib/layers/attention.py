"""Attention: for every query, a weighted mean of values, weighted by how well each key answers the query."""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from rnnlib.init import xavier
from rnnlib.layers.attention_arguments import Gradients, check_arguments, check_dcontext, time_major
from rnnlib.layers.dot_product import scaled_dot_product, scaled_dot_product_backward
from rnnlib.layers.kept import check_cache, frozen, keep_params
from rnnlib.layers.options import check_options
from rnnlib.layers.set_once import set_once
from rnnlib.layers.softmax import softmax, softmax_backward
from rnnlib.layers.sums import sum_rows
from rnnlib.validation import (
    check_dtype,
    check_floats,
    check_params,
    check_rng,
    check_size,
)


@set_once("params")
class AdditiveAttention:
    """context_t = Σ_j p_tj value_j, with p_t the softmax over j of vᵀ tanh(W_q query_t + W_k key_j + b).

    Parameters
    ----------
    query_size : Q, the size of a query, such as the state of a decoder
    key_size : K, the size of a key, such as the state of an encoder
    attention_size : A, the size of the hidden layer that compares the two
    dtype : float32 or float64, of the parameters and of all results
    rng : the source of the initial weights (Xavier; the bias starts at zero)

    Attributes
    ----------
    params : dict with `W_q` (A, Q), `W_k` (A, K), `b` (A,) and `v` (A,)

    Notes
    -----
    Bahdanau, Cho and Bengio (2015), "Neural machine translation by jointly learning to align and translate",
    ICLR.
    """

    def __init__(
        self,
        query_size: int,
        key_size: int,
        attention_size: int,
        *,
        dtype: DTypeLike = np.float64,
        rng: np.random.Generator | None = None,
    ) -> None:
        self.query_size = Q = check_size("query_size", query_size)
        self.key_size = K = check_size("key_size", key_size)
        self.attention_size = A = check_size("attention_size", attention_size)
        self.dtype = check_dtype(dtype)
        rng = check_rng(rng)
        self.shapes = {"W_q": (A, Q), "W_k": (A, K), "b": (A,), "v": (A,)}
        self.params: dict[str, np.ndarray] = {
            "W_q": xavier((A, Q), dtype=self.dtype, rng=rng),
            "W_k": xavier((A, K), dtype=self.dtype, rng=rng),
            "b": np.zeros(A, self.dtype),
            "v": xavier((1, A), dtype=self.dtype, rng=rng)[0],
        }

    def forward(
        self,
        query: np.ndarray,
        keys: np.ndarray,
        values: np.ndarray | None = None,
        mask: np.ndarray | None = None,
        *,
        training: bool = False,
        rng: np.random.Generator | None = None,
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Attend from every query to all the keys of its sequence.

        Parameters
        ----------
        query : (T_q, B, Q)
        keys : (T_k, B, K)
        values : (T_k, B, V); None takes the keys, as in attention over the states of an encoder
        mask : (T_k, B) of bool, True where the key is real; at least one in each sequence
        training, rng : taken as by every layer; here they change nothing

        Returns
        -------
        context : (T_q, B, V)
        cache : what `backward` needs, and `weights` (T_q, B, T_k): rows that sum to one, zero at padding

        Raises
        ------
        TypeError, ValueError
            If an array is not of this shape, not floating (`mask`: not bool) or not finite where it is real,
            or if a sequence has no real key.

        Notes
        -----
        e_tj = vᵀ tanh(W_q query_t + W_k key_j + b),  p_t = softmax(e_t),  context_t = Σ_j p_tj value_j
        """
        check_options(training, rng)
        check_params(self.params, self.shapes, self.dtype)
        sizes = self.query_size, self.key_size
        query, keys, values, mask = check_arguments(query, keys, values, mask, sizes, self.dtype)
        W_q, W_k, b, v = (self.params[name] for name in ("W_q", "W_k", "b", "v"))
        # The sum over query and key for all pairs: (B, T_q, 1, A) + (B, 1, T_k, A).
        s = np.tanh((query @ W_q.T + b)[:, :, None] + (keys @ W_k.T)[:, None])
        weights = softmax(s @ v, None if mask is None else mask[:, None])  # (B, T_q, T_k)
        context = weights @ values  # (B, T_q, T_k) @ (B, T_k, V)
        cache = {"layer": self, "query": query, "keys": keys, "values": values, "s": s}
        cache |= {"weights": frozen(weights.swapaxes(0, 1)), "params": keep_params(self.params)}
        return context.swapaxes(0, 1), cache

    def backward(
        self, dcontext: np.ndarray, cache: dict[str, Any]
    ) -> tuple[Gradients, dict[str, np.ndarray]]:
        """Turn ∂L/∂context into the gradients of the arguments and of the parameters.

        Parameters
        ----------
        dcontext : (T_q, B, V)
        cache : from `forward`

        Returns
        -------
        dx : (dquery, dkeys, dvalues), as the arguments: (T_q, B, Q), (T_k, B, K) and (T_k, B, V),
            the last two zero at padding. Where the values were the keys, dkeys is the gradient by both
            ways and dvalues is None.
        grads : dict with the keys of `params`

        Raises
        ------
        TypeError, ValueError
            If `dcontext` is not of this shape or not floating, or `cache` is another layer's.

        Notes
        -----
        With s_tj the tanh and ∘ the product entry by entry,

        dvalue_j = Σ_t p_tj dcontext_t,  dp_tj = dcontext_tᵀ value_j,  de_tj = p_tj (dp_tj − Σ_k p_tk dp_tk),
        dv = Σ_tj de_tj s_tj,  da_tj = de_tj v ∘ (1 − s_tj²),  db = Σ_tj da_tj,
        dW_q = Σ_tj da_tj query_tᵀ,  dquery_t = W_qᵀ Σ_j da_tj,
        dW_k = Σ_tj da_tj key_jᵀ,  dkey_j = W_kᵀ Σ_t da_tj.
        """
        check_cache(self, cache)
        query, keys, values, s = (cache[name] for name in ("query", "keys", "values", "s"))
        weights = cache["weights"].swapaxes(0, 1)  # (B, T_q, T_k)
        dcontext = check_dcontext(dcontext, query, values)
        W_q, W_k, v = (cache["params"][name] for name in ("W_q", "W_k", "v"))

        dvalues = weights.swapaxes(1, 2) @ dcontext  # (B, T_k, T_q) @ (B, T_q, V)
        dscores = softmax_backward(dcontext @ values.swapaxes(1, 2), weights)  # (B, T_q, T_k)
        da = dscores[..., None] * (v * (1 - s**2))  # (B, T_q, T_k, A)
        da_query, da_key = da.sum(axis=2), da.sum(axis=1)  # (B, T_q, A), (B, T_k, A)
        grads = {
            "W_q": _flat(da_query).T @ _flat(query),
            "W_k": _flat(da_key).T @ _flat(keys),
            "b": sum_rows(da_query),
            "v": sum_rows(dscores[:, :, None] @ s),  # (B, T_q, 1, T_k) @ (B, T_q, T_k, A)
        }
        return time_major(da_query @ W_q, da_key @ W_k, dvalues, values is keys), grads


@set_once("params")
class DotProductAttention:
    """context_t = Σ_j p_tj value_j, with p_t the softmax over j of query_t · key_j / √K.

    Parameters
    ----------
    causal : let query t see only the keys up to step t

    Attributes
    ----------
    params : an empty dict; there is nothing to learn, and the dtype is that of the query

    Notes
    -----
    Vaswani et al. (2017), "Attention is all you need", NeurIPS, equation 1.
    """

    def __init__(self, *, causal: bool = False) -> None:
        if not isinstance(causal, bool):
            raise TypeError(f"causal: expected True or False, got {causal!r}")
        self.causal = causal
        self.params: dict[str, np.ndarray] = {}

    def forward(
        self,
        query: np.ndarray,
        keys: np.ndarray,
        values: np.ndarray | None = None,
        mask: np.ndarray | None = None,
        *,
        training: bool = False,
        rng: np.random.Generator | None = None,
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Attend from every query to the keys of its sequence.

        Parameters
        ----------
        query : (T_q, B, K)
        keys : (T_k, B, K)
        values : (T_k, B, V); None takes the keys
        mask : (T_k, B) of bool, True where the key is real; at least one in each sequence
        training, rng : taken as by every layer; here they change nothing

        Returns
        -------
        context : (T_q, B, V)
        cache : what `backward` needs, and `weights` (T_q, B, T_k): rows that sum to one, zero at padding and,
            if causal, beyond step t. A causal query before the first real key of its sequence sees none: its
            weights and its context are zero.

        Raises
        ------
        TypeError, ValueError
            If an array is not of this shape, not floating (`mask`: not bool) or not finite where it is real,
            if a sequence has no real key, or if a product of query and key overflows.

        Notes
        -----
        e_tj = query_t · key_j / √K,  p_t = softmax(e_t),  context_t = Σ_j p_tj value_j
        """
        check_options(training, rng)
        checked_query = check_floats("query", query, ("T_q", "B", "K"))
        sizes = checked_query.shape[2], checked_query.shape[2]
        query, keys, values, mask = check_arguments(query, keys, values, mask, sizes, checked_query.dtype)
        allowed = None if mask is None else mask[:, None]  # (B, 1, T_k)
        if self.causal:
            earlier = np.tri(query.shape[1], keys.shape[1], dtype=bool)  # (T_q, T_k)
            allowed = earlier if allowed is None else earlier & allowed
        context, weights = scaled_dot_product(query, keys, values, allowed)
        cache = {"layer": self, "query": query, "keys": keys, "values": values}
        cache |= {"weights": frozen(weights.swapaxes(0, 1))}
        return context.swapaxes(0, 1), cache

    def backward(
        self, dcontext: np.ndarray, cache: dict[str, Any]
    ) -> tuple[Gradients, dict[str, np.ndarray]]:
        """Turn ∂L/∂context into the gradients of the arguments.

        Parameters
        ----------
        dcontext : (T_q, B, V)
        cache : from `forward`

        Returns
        -------
        dx : (dquery, dkeys, dvalues), as the arguments: (T_q, B, K), (T_k, B, K) and (T_k, B, V),
            the last two zero at padding. Where the values were the keys, dkeys is the gradient by both
            ways and dvalues is None.
        grads : an empty dict

        Raises
        ------
        TypeError, ValueError
            If `dcontext` is not of this shape or not floating, or `cache` is another layer's.

        Notes
        -----
        dvalue_j = Σ_t p_tj dcontext_t,  dp_tj = dcontext_t · value_j,  de_tj = p_tj (dp_tj − Σ_k p_tk dp_tk),
        dquery_t = Σ_j de_tj key_j / √K,  dkey_j = Σ_t de_tj query_t / √K.
        """
        check_cache(self, cache)
        query, keys, values = cache["query"], cache["keys"], cache["values"]
        weights = cache["weights"].swapaxes(0, 1)  # (B, T_q, T_k)
        dcontext = check_dcontext(dcontext, query, values)
        gradients = scaled_dot_product_backward(dcontext, query, keys, values, weights)
        return time_major(*gradients, values is keys), {}


def _flat(array: np.ndarray) -> np.ndarray:
    """Return (…, size) as (everything, size)."""
    return array.reshape(-1, array.shape[-1])
