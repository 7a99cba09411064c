"""Layer normalisation inside a recurrent layer."""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from rnnlib.init import xavier
from rnnlib.layers.kept import check_cache, frozen, keep_params, keep_sequences
from rnnlib.layers.normalization import standardise, standardise_backward, warn_of_one
from rnnlib.layers.options import check_options
from rnnlib.layers.rnn import NONLINEARITIES
from rnnlib.layers.set_once import set_once
from rnnlib.layers.states import check_initial_state
from rnnlib.layers.sums import sum_rows
from rnnlib.validation import (
    check_choice,
    check_dtype,
    check_eps,
    check_finite,
    check_floats,
    check_params,
    check_rng,
    check_size,
    check_state,
)


@set_once("params")
class LayerNormRNN:
    """h_t = f(γ_h ∘ LN(W_xh x_t + W_hh h_{t-1}) + b_h): LN gives mean 0 and variance 1 over the H units.

    Parameters
    ----------
    input_size : D, the size of x_t
    hidden_size : H, the size of h_t
    nonlinearity : f, "tanh" or "relu"
    eps : added to the variance
    dtype : float32 or float64, of the parameters and of all results
    rng : the source of the initial weights (Xavier; the gain starts at one, the bias at zero)

    Attributes
    ----------
    params : dict with `W_xh` (H, D), `W_hh` (H, H), `gamma_h` (H,) and `b_h` (H,)

    Notes
    -----
    Ba, Kiros and Hinton (2016), "Layer normalization", arXiv:1607.06450, equation 4. The statistics are
    those of one sequence at one step, so they ask for no batch and need no running averages.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        *,
        nonlinearity: str = "tanh",
        eps: float = 1e-5,
        dtype: DTypeLike = np.float64,
        rng: np.random.Generator | None = None,
    ) -> None:
        self.input_size = D = check_size("input_size", input_size)
        self.hidden_size = H = check_size("hidden_size", hidden_size)
        warn_of_one("LayerNormRNN: hidden_size", H)
        self.nonlinearity = check_choice("nonlinearity", nonlinearity, NONLINEARITIES)
        self.dtype = check_dtype(dtype)
        self.eps = check_eps(eps, self.dtype)
        rng = check_rng(rng)
        self.shapes = {"W_xh": (H, D), "W_hh": (H, H), "gamma_h": (H,), "b_h": (H,)}
        self.params: dict[str, np.ndarray] = {
            "W_xh": xavier((H, D), dtype=self.dtype, rng=rng),
            "W_hh": xavier((H, H), dtype=self.dtype, rng=rng),
            "gamma_h": np.ones(H, self.dtype),
            "b_h": np.zeros(H, self.dtype),
        }

    def forward(
        self,
        x: np.ndarray,
        state0: np.ndarray | None = None,
        mask: np.ndarray | None = None,
        *,
        training: bool = False,
        rng: np.random.Generator | None = None,
        h0: np.ndarray | None = None,
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Run over every sequence of the batch.

        Parameters
        ----------
        x : (T, B, D)
        state0 : (B, H), the state before the first step; None is zero
        mask : (T, B) of bool, True where the step is real; at padding the state is carried unchanged
        training, rng : taken as by every layer; here they change nothing
        h0 : another name for state0

        Returns
        -------
        h : (T, B, H), the state after each step; read-only, for `backward` reads it too
        cache : what `backward` and `final_state` need

        Raises
        ------
        TypeError, ValueError
            If an array is not of this shape, not floating (`mask`: not bool) or not finite at a real step, or
            if σ_t² overflows.

        Notes
        -----
        a_t = W_xh x_t + W_hh h_{t-1},  μ_t and σ_t of the H entries of a_t,  â_t = (a_t − μ_t) / σ_t,

        h_t = f(γ_h ∘ â_t + b_h)
        """
        check_options(training, rng)
        check_params(self.params, self.shapes, self.dtype)
        x, mask = keep_sequences("x", x, self.input_size, self.dtype, mask)
        (T, B, D), H = x.shape, self.hidden_size
        h0 = check_initial_state(state0, h0, (B, H), self.dtype)

        f, _ = NONLINEARITIES[self.nonlinearity]
        W_xh, W_hh, gamma_h, b_h = (self.params[name] for name in ("W_xh", "W_hh", "gamma_h", "b_h"))
        a_x = (x.reshape(T * B, D) @ W_xh.T).reshape(T, B, H)
        h, a_hat, sigma = np.empty_like(a_x), np.empty_like(a_x), np.empty((T, B, 1), self.dtype)
        h_prev = h0
        for t in range(T):
            a_hat[t], sigma[t] = standardise(a_x[t] + h_prev @ W_hh.T, self.eps)  # (B, H) + (B, H) @ (H, H)
            h[t] = f(gamma_h * a_hat[t] + b_h)
            if mask is not None:
                h[t] = np.where(mask[t, :, None], h[t], h_prev)
            h_prev = h[t]
        check_finite("deviation of W_xh x_t + W_hh h_{t-1}", sigma, mask)
        cache = {"x": x, "h0": h0, "h": h, "a_hat": a_hat, "sigma": sigma, "mask": mask}
        return frozen(h), {**cache, "layer": self, "params": keep_params(self.params)}

    def backward(
        self, dh: np.ndarray, cache: dict[str, Any], dstate: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
        """Backpropagate through time and through the statistics.

        Parameters
        ----------
        dh : (T, B, H), ∂L/∂h along the paths that leave h_t upwards
        cache : from `forward`
        dstate : (B, H), ∂L/∂h_T along the paths that leave the final state; None is zero

        Returns
        -------
        dx : (T, B, D)
        dstate0 : (B, H)
        grads : dict with the keys of `params`

        Raises
        ------
        TypeError, ValueError
            If `dh` or `dstate` is not of this shape or not floating, or `cache` is another layer's.

        Notes
        -----
        From t = T down to 1, with n_t = γ_h ∘ â_t + b_h and means over the H units:

        dn_t = f'(n_t) ∘ dh_t,  dâ_t = γ_h ∘ dn_t,  da_t = (dâ_t − mean(dâ_t) − â_t mean(dâ_t ∘ â_t)) / σ_t,

        dh_{t-1} ← dh_{t-1} + W_hhᵀ da_t,  dx_t = W_xhᵀ da_t.  Over steps and batch,

        dW_xh = Σ da_tb x_tbᵀ,  dW_hh = Σ da_tb h_{t-1,b}ᵀ,  dγ_h = Σ dn_tb ∘ â_tb,  db_h = Σ dn_tb.
        """
        check_cache(self, cache)
        x, h0, h, a_hat, sigma, mask = (cache[key] for key in ("x", "h0", "h", "a_hat", "sigma", "mask"))
        (T, B, D), H = x.shape, self.hidden_size
        dh = check_floats("dh", dh, (T, B, H), self.dtype)
        dstate = check_state("dstate", dstate, (B, H), self.dtype)

        _, f_prime = NONLINEARITIES[self.nonlinearity]
        W_xh, W_hh, gamma_h = (cache["params"][name] for name in ("W_xh", "W_hh", "gamma_h"))
        dn, da = np.empty_like(h), np.empty_like(h)
        dh_next = dstate  # (B, H), what comes back to h_t from beyond step t
        for t in reversed(range(T)):
            dh_t = dh[t] + dh_next
            dn[t] = f_prime(h[t]) * dh_t
            if mask is not None:
                dn[t] = np.where(mask[t, :, None], dn[t], 0)
            da[t] = standardise_backward(gamma_h * dn[t], a_hat[t], sigma[t])  # 0 where dn is 0
            dh_next = da[t] @ W_hh  # (B, H) @ (H, H)
            if mask is not None:  # at padding h_t is h_{t-1}: the gradient passes by unchanged
                dh_next = np.where(mask[t, :, None], dh_next, dh_t)

        h_prev = np.concatenate([h0[None], h[:-1]])  # (T, B, H)
        da_flat = da.reshape(T * B, H)
        grads = {
            "W_xh": da_flat.T @ x.reshape(T * B, D),
            "W_hh": da_flat.T @ h_prev.reshape(T * B, H),
            "gamma_h": sum_rows(dn * a_hat),
            "b_h": sum_rows(dn),
        }
        dx = (da_flat @ W_xh).reshape(T, B, D)
        return dx, dh_next, grads

    def final_state(self, cache: dict[str, Any]) -> np.ndarray:
        """Return the state after the last real step of each sequence, (B, H): `state0` of the next call."""
        return check_cache(self, cache)["h"][-1].copy()
