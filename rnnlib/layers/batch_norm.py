"""Recurrent batch normalisation: each unit gets mean 0 and variance 1 over the batch, step by step."""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from rnnlib.init import xavier
from rnnlib.layers.batch_statistics import centre, centre_by, through_statistics
from rnnlib.layers.forgotten import warn
from rnnlib.layers.kept import check_cache, frozen, keep_params, keep_sequences
from rnnlib.layers.options import check_options
from rnnlib.layers.set_once import set_once
from rnnlib.layers.states import check_initial_state
from rnnlib.layers.sums import sum_rows
from rnnlib.validation import (
    check_dtype,
    check_eps,
    check_finite,
    check_floats,
    check_number,
    check_params,
    check_rng,
    check_size,
    check_state,
)


@set_once("params", "running")
class BatchNormRNN:
    """h_t = tanh(BN(W_xh x_t; γ_x) + BN(W_hh h_{t-1}; γ_h) + b_h).

    Parameters
    ----------
    input_size : D, the size of x_t
    hidden_size : H, the size of h_t
    max_steps : steps that get running averages of their own; a later step uses those of the last
    momentum : weight of the newest statistics in the running averages
    eps : added to the variance
    dtype : float32 or float64, of the parameters and of all results
    rng : the source of the initial weights (Xavier; γ_x and γ_h start at 0.1, the bias at zero)

    Attributes
    ----------
    params : dict with `W_xh` (H, D), `W_hh` (H, H), `gamma_x` (H,), `gamma_h` (H,) and `b_h` (H,)
    running : dict with the running averages `mean_x`, `variance_x`, `mean_h` and `variance_h`, each
        (max_steps, H), in float64 whatever `dtype` is, for in float32 a small part of a small difference is
        lost on a large average; means 0 and variances 1 until `update_running` is called

    Notes
    -----
    Cooijmans, Ballas, Laurent, Gülçehre and Courville (2017), "Recurrent batch normalization", ICLR: the
    two terms are normalised apart, the statistics are those of one time step, and γ starts at 0.1 because
    tanh with inputs of variance 1 saturates often enough for gradients to vanish. While training, the
    sequences of a batch depend on one another, and a step that one sequence alone reaches has the variance
    0: both terms are 0 there, and h_t = tanh(b_h).
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        max_steps: int,
        *,
        momentum: float = 0.1,
        eps: float = 1e-5,
        dtype: DTypeLike = np.float64,
        rng: np.random.Generator | None = None,
    ) -> None:
        self.input_size = D = check_size("input_size", input_size)
        self.hidden_size = H = check_size("hidden_size", hidden_size)
        self.max_steps = check_size("max_steps", max_steps)
        self.momentum = check_number("momentum", momentum, 0, 1)
        self.dtype = check_dtype(dtype)
        self.eps = check_eps(eps, self.dtype)
        rng = check_rng(rng)
        self.shapes = {"W_xh": (H, D), "W_hh": (H, H), "gamma_x": (H,), "gamma_h": (H,), "b_h": (H,)}
        self.params: dict[str, np.ndarray] = {
            "W_xh": xavier((H, D), dtype=self.dtype, rng=rng),
            "W_hh": xavier((H, H), dtype=self.dtype, rng=rng),
            "gamma_x": np.full(H, 0.1, self.dtype),
            "gamma_h": np.full(H, 0.1, self.dtype),
            "b_h": np.zeros(H, self.dtype),
        }
        self.running: dict[str, np.ndarray] = {
            "mean_x": np.zeros((max_steps, H)),
            "variance_x": np.ones((max_steps, H)),
            "mean_h": np.zeros((max_steps, H)),
            "variance_h": np.ones((max_steps, H)),
        }

    def forward(
        self,
        x: np.ndarray,
        state0: np.ndarray | None = None,
        mask: np.ndarray | None = None,
        *,
        training: bool = False,
        rng: np.random.Generator | None = None,
        start: int = 0,
        h0: np.ndarray | None = None,
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Run over every sequence of the batch; the layer itself is not changed.

        Parameters
        ----------
        x : (T, B, D)
        state0 : (B, H), the state before the first step; None is zero
        mask : (T, B) of bool, True where the step is real; at padding the state is carried unchanged
        training : normalise with the statistics of the batch; False takes the running averages
        rng : taken as by every layer; here it changes nothing
        start : steps read in earlier calls, where the state is carried over: it says which running averages
            belong to which step
        h0 : another name for state0

        Returns
        -------
        h : (T, B, H), the state after each step; read-only, for `backward` reads it too
        cache : what `backward`, `final_state` and `update_running` need

        Raises
        ------
        TypeError, ValueError
            If an array is not of this shape, not floating (`mask`: not bool) or not finite at a real step, or
            if a variance overflows.

        Warns
        -----
        RuntimeWarning
            If the running averages of a step are taken that were never updated, or if statistics are taken of
            a batch that nowhere has two sequences.

        Notes
        -----
        With mean and variance over the n_t real sequences of step t, separately for u_t = W_xh x_t and for
        v_t = W_hh h_{t-1}:

        BN(u_t; γ) = γ ∘ û_t,  û_t = (u_t − mean) / √(variance + eps),

        h_t = tanh(γ_x ∘ û_t + γ_h ∘ v̂_t + b_h)
        """
        check_options(training, rng)
        check_params(self.params, self.shapes, self.dtype)
        x, mask = keep_sequences("x", x, self.input_size, self.dtype, mask)
        (T, B, D), H = x.shape, self.hidden_size
        h0 = check_initial_state(state0, h0, (B, H), self.dtype)
        start = check_size("start", start, least=0)
        real = np.ones((T, B, 1), bool) if mask is None else mask[:, :, None]
        ones = real.swapaxes(1, 2).astype(self.dtype)  # (T, 1, B)
        n = np.maximum(ones.sum(axis=2, keepdims=True), 1)  # (T, 1, 1), the real sequences of each step

        W_xh, W_hh, gamma_x, gamma_h, b_h = (self.params[name] for name in self.shapes)
        steps = np.minimum(start + np.arange(T), self.max_steps - 1)
        self._warn(real, steps, training)
        moments = {name: array[steps, None] for name, array in self.running.items()}  # each (T, 1, H)
        u = (x.reshape(T * B, D) @ W_xh.T).reshape(T, B, H)
        if training:
            u, moments["mean_x"], moments["variance_x"] = centre(u, ones, n)  # all steps at once
        else:
            u = centre_by(moments["mean_x"], u)
        sigma_x = np.sqrt(moments["variance_x"] + self.eps).astype(self.dtype)  # (T, 1, H)
        sigma_h = np.sqrt(moments["variance_h"] + self.eps).astype(self.dtype)
        u_hat = u / sigma_x
        v_hat, h = np.empty_like(u), np.empty_like(u)
        h_prev = h0
        for t in range(T):
            v = h_prev @ W_hh.T  # (B, H) @ (H, H)
            if training:
                v, moments["mean_h"][t], moments["variance_h"][t] = centre(v, ones[t], n[t])
                sigma_h[t] = np.sqrt(moments["variance_h"][t] + self.eps)
            else:
                v = centre_by(moments["mean_h"][t], v)
            v_hat[t] = v / sigma_h[t]
            h[t] = np.where(real[t], np.tanh(gamma_x * u_hat[t] + gamma_h * v_hat[t] + b_h), h_prev)
            h_prev = h[t]
        check_finite("deviation of W_xh x_t", sigma_x)
        check_finite("deviation of W_hh h_{t-1}", sigma_h)
        cache = {"x": x, "h0": h0, "h": h, "u_hat": u_hat, "v_hat": v_hat, "real": real, "ones": ones, "n": n}
        cache |= {"layer": self, "sigma_x": sigma_x, "sigma_h": sigma_h, "params": keep_params(self.params)}
        return frozen(h), {**cache, "moments": moments, "training": training, "start": start}

    def backward(
        self, dh: np.ndarray, cache: dict[str, Any], dstate: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
        """Backpropagate through time and, after `training=True`, through the statistics of the batch.

        Parameters
        ----------
        dh : (T, B, H), ∂L/∂h along the paths that leave h_t upwards
        cache : from `forward`
        dstate : (B, H), the gradient that reaches the final state from beyond the last step; None is zero

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
        From t = T down to 1, with dn_t = (1 − h_t²) ∘ dh_t and 0 at padding, σ = √(variance + eps), and
        means over the n_t real sequences of the step:

        dv̂_t = γ_h ∘ dn_t,  dv_t = (dv̂_t − mean(dv̂_t) − v̂_t ∘ mean(dv̂_t ∘ v̂_t)) / σ,

        dh_{t-1} ← dh_{t-1} + W_hhᵀ dv_t,

        and in the same way du_t from dû_t = γ_x ∘ dn_t, with dx_t = W_xhᵀ du_t. With the running averages,
        which are constants, dv_t = dv̂_t / σ and du_t = dû_t / σ. Over steps and batch,

        dW_xh = Σ du_tb x_tbᵀ,  dW_hh = Σ dv_tb h_{t-1,b}ᵀ,

        dγ_x = Σ dn_tb ∘ û_tb,  dγ_h = Σ dn_tb ∘ v̂_tb,  db_h = Σ dn_tb.
        """
        check_cache(self, cache)
        x, h0, h, u_hat, v_hat, real = (cache[key] for key in ("x", "h0", "h", "u_hat", "v_hat", "real"))
        sigma_x, sigma_h, ones, n = (cache[key] for key in ("sigma_x", "sigma_h", "ones", "n"))
        training = cache["training"]
        (T, B, D), H = x.shape, self.hidden_size
        dh = check_floats("dh", dh, (T, B, H), self.dtype)
        dstate = check_state("dstate", dstate, (B, H), self.dtype)

        W_xh, W_hh, gamma_x, gamma_h, _ = (cache["params"][name] for name in self.shapes)
        dn, dv = np.empty_like(h), np.empty_like(h)
        dh_next = dstate  # (B, H), what step t+1 sends back to h_t
        for t in reversed(range(T)):
            dh_t = dh[t] + dh_next
            dn[t] = np.where(real[t], (1 - h[t] ** 2) * dh_t, 0)
            dv[t] = gamma_h * dn[t] / sigma_h[t]
            if training:
                dv[t] = np.where(real[t], through_statistics(dv[t], v_hat[t], ones[t], n[t]), 0)
            # dv of one sequence reaches h_{t-1} of that sequence; at padding h_t is h_{t-1}
            dh_next = np.where(real[t], dv[t] @ W_hh, dh_t)  # (B, H) @ (H, H)
        du = gamma_x * dn / sigma_x  # (T, B, H)
        if training:
            du = np.where(real, through_statistics(du, u_hat, ones, n), 0)

        h_prev = np.concatenate([h0[None], h[:-1]])  # (T, B, H)
        du_flat = du.reshape(T * B, H)
        grads = {
            "W_xh": du_flat.T @ x.reshape(T * B, D),
            "W_hh": dv.reshape(T * B, H).T @ h_prev.reshape(T * B, H),
            "gamma_x": sum_rows(dn * u_hat),
            "gamma_h": sum_rows(dn * v_hat),
            "b_h": sum_rows(dn),
        }
        dx = (du_flat @ W_xh).reshape(T, B, D)
        return dx, dh_next, grads

    def final_state(self, cache: dict[str, Any]) -> np.ndarray:
        """Return the state after the last real step of each sequence, (B, H): `state0` of the next call."""
        return check_cache(self, cache)["h"][-1].copy()

    def update_running(self, cache: dict[str, Any]) -> None:
        """Fold the statistics of one call into `running`, in place.

        Parameters
        ----------
        cache : from `forward` with `training=True`

        Raises
        ------
        ValueError
            If the call took the running averages itself, or was one of another layer.

        Notes
        -----
        r ← (1 − momentum) r + momentum s, at each step that at least two sequences reach, where s is the mean
        or, for the variance, n/(n − 1) times that of the batch, which estimates the variance without bias.
        Steps past `max_steps` are left out.
        """
        if not check_cache(self, cache)["training"]:
            raise ValueError("cache: expected one of forward(..., training=True), got one of training=False")
        n = cache["real"].sum(axis=1)  # (T, 1)
        steps = cache["start"] + np.arange(len(n))
        taken = (n[:, 0] > 1) & (steps < self.max_steps)
        n, steps = n[taken].astype(np.float64), steps[taken]
        for name, average in self.running.items():
            newest = cache["moments"][name][taken, 0]  # (steps taken, H)
            if name.startswith("variance"):
                newest = newest * (n / (n - 1))
            average[steps] += self.momentum * (newest - average[steps])

    def _warn(self, real: np.ndarray, steps: np.ndarray, training: bool) -> None:
        """Warn of averages that are still what they were at first, and of statistics of single sequences."""
        n = real[:, :, 0].sum(axis=1)  # (T,)
        mean, variance = self.running["mean_x"], self.running["variance_x"]
        fresh = ((mean == 0) & (variance == 1)).all(axis=1)  # (max_steps,)
        if training and n.max() == 1:
            warn(
                "BatchNormRNN: every step has one sequence alone, whose statistics leave nothing of its input"
            )
        never = steps[fresh[steps] & (n > 0)]
        if not training and len(never) > 0:
            warn(
                f"BatchNormRNN: the running averages of step {never[0] + 1} were never updated; "
                "while training call forward(..., training=True) and update_running(cache)"
            )
