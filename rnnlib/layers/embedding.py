"""The embedding: one learnt vector for each token."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from rnnlib.init import small_normal
from rnnlib.layers.kept import check_cache
from rnnlib.layers.options import check_options
from rnnlib.layers.set_once import set_once
from rnnlib.layers.sums import sum_rows_by
from rnnlib.validation import (
    check_dtype,
    check_floats,
    check_integers,
    check_mask,
    check_params,
    check_rng,
    check_size,
)


@set_once("params")
class Embedding:
    """x_t = E[token_t], row token_t of the matrix E.

    Parameters
    ----------
    vocab_size : V, the number of different tokens
    embedding_size : D, the size of x_t
    dtype : float32 or float64, of the parameters and of all results
    rng : the source of the initial vectors (normal, mean 0 and variance 1: the size of input for which
        Xavier's W_xh keeps the variance)

    Attributes
    ----------
    params : dict with `E` (V, D)

    Notes
    -----
    Bengio, Ducharme, Vincent and Jauvin (2003), "A neural probabilistic language model", JMLR 3.
    """

    def __init__(
        self,
        vocab_size: int,
        embedding_size: int,
        *,
        dtype: DTypeLike = np.float64,
        rng: np.random.Generator | None = None,
    ) -> None:
        self.vocab_size = V = check_size("vocab_size", vocab_size)
        self.embedding_size = D = check_size("embedding_size", embedding_size)
        self.dtype = check_dtype(dtype)
        self.shapes = {"E": (V, D)}
        self.params: dict[str, np.ndarray] = {
            "E": small_normal((V, D), scale=1.0, dtype=self.dtype, rng=check_rng(rng))
        }

    def forward(
        self,
        tokens: ArrayLike,
        mask: np.ndarray | None = None,
        *,
        training: bool = False,
        rng: np.random.Generator | None = None,
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Look up the vector of every token.

        Parameters
        ----------
        tokens : (T, B) of int, from 0 to V − 1; values at padding are ignored
        mask : (T, B) of bool, True where the step is real
        training, rng : taken as by every layer; here they change nothing

        Returns
        -------
        x : (T, B, D); zero at padding
        cache : what `backward` needs

        Raises
        ------
        TypeError, ValueError
            If an array is not of this shape or dtype, or a real token is not in 0 … V−1.

        Notes
        -----
        x_t = E[token_t], which is Eᵀ onehot(token_t) without the product.
        """
        check_options(training, rng)
        check_params(self.params, self.shapes, self.dtype)
        tokens = check_integers("tokens", tokens, ("T", "B"))
        mask = check_mask("mask", mask, tokens.shape)
        real = np.ones(tokens.shape, bool) if mask is None else mask
        wrong = real & ((tokens < 0) | (tokens >= self.vocab_size))
        if wrong.any():
            where = tuple(int(i) for i in np.argwhere(wrong)[0])
            raise ValueError(
                f"tokens: expected whole numbers from 0 to {self.vocab_size - 1}, "
                f"got {tokens[where]} at index {where}"
            )
        x = np.zeros((*tokens.shape, self.embedding_size), self.dtype)
        x[real] = self.params["E"][tokens[real]]  # (N, D), N real tokens
        return x, {"layer": self, "tokens": tokens.copy(), "real": real.copy()}

    def backward(self, dx: np.ndarray, cache: dict[str, Any]) -> tuple[None, dict[str, np.ndarray]]:
        """Turn ∂L/∂x into the gradient of the parameters; tokens have none.

        Parameters
        ----------
        dx : (T, B, D), ∂L/∂x; values at padding are ignored
        cache : from `forward`

        Returns
        -------
        dtokens : None, for tokens have no gradient
        grads : dict with the keys of `params`

        Raises
        ------
        TypeError, ValueError
            If `dx` is not of this shape or not floating, or `cache` is another layer's.

        Notes
        -----
        dE[v] = Σ dx_tb over the real (t, b) whose token is v: a token that occurs in several places
        collects the gradient of all of them.
        """
        check_cache(self, cache)
        tokens, real = cache["tokens"], cache["real"]
        dx = check_floats("dx", dx, (*tokens.shape, self.embedding_size), self.dtype)
        return None, {"E": sum_rows_by(tokens[real], dx[real], self.vocab_size)}
