"""The recurrent layer of Elman (1990), over a whole batch."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from rnnlib.init import xavier
from rnnlib.layers.kept import check_cache, frozen, keep_params, keep_sequences
from rnnlib.layers.options import check_options
from rnnlib.layers.set_once import set_once
from rnnlib.layers.states import check_initial_state
from rnnlib.layers.sums import sum_rows
from rnnlib.validation import (
    check_choice,
    check_dtype,
    check_floats,
    check_params,
    check_rng,
    check_size,
    check_state,
)


def tanh_slope(h: np.ndarray) -> np.ndarray:
    """Return tanh'(a) = 1 − h² for h = tanh(a)."""
    square = h * h
    return np.subtract(1, square, out=square)


# f(a), and f'(a) written in terms of h = f(a), so that only h has to be kept.
Elementwise = Callable[..., np.ndarray]
NONLINEARITIES: dict[str, tuple[Elementwise, Elementwise]] = {
    "tanh": (np.tanh, tanh_slope),
    "relu": (lambda a, out=None: np.maximum(a, 0, out=out), lambda h: (h > 0).astype(h.dtype)),
}


@set_once("params")
class RNN:
    """h_t = f(W_xh x_t + W_hh h_{t-1} + b_h).

    Parameters
    ----------
    input_size : D, the size of x_t
    hidden_size : H, the size of h_t
    nonlinearity : f, "tanh" or "relu"
    dtype : float32 or float64, of the parameters and of all results
    rng : the source of the initial weights (Xavier; the bias starts at zero)

    Attributes
    ----------
    params : dict with `W_xh` (H, D), `W_hh` (H, H) and `b_h` (H,)

    Notes
    -----
    Elman (1990), "Finding structure in time", Cognitive Science 14(2).
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        *,
        nonlinearity: str = "tanh",
        dtype: DTypeLike = np.float64,
        rng: np.random.Generator | None = None,
    ) -> None:
        self.input_size = D = check_size("input_size", input_size)
        self.hidden_size = H = check_size("hidden_size", hidden_size)
        self.nonlinearity = check_choice("nonlinearity", nonlinearity, NONLINEARITIES)
        self.dtype = check_dtype(dtype)
        rng = check_rng(rng)
        self.shapes = {"W_xh": (H, D), "W_hh": (H, H), "b_h": (H,)}
        self.params: dict[str, np.ndarray] = {
            "W_xh": xavier((H, D), dtype=self.dtype, rng=rng),
            "W_hh": xavier((H, H), dtype=self.dtype, rng=rng),
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
        cache : what `backward` needs

        Raises
        ------
        TypeError, ValueError
            If an array is not of this shape, not floating (`mask`: not bool) or not finite at a real step.

        Notes
        -----
        h_t = f(W_xh x_t + W_hh h_{t-1} + b_h)
        """
        check_options(training, rng)
        check_params(self.params, self.shapes, self.dtype)
        x, mask = keep_sequences("x", x, self.input_size, self.dtype, mask)
        T, B, D = x.shape
        h0 = check_initial_state(state0, h0, (B, self.hidden_size), self.dtype)

        f, _ = NONLINEARITIES[self.nonlinearity]
        W_xh, W_hh_T, b_h = self.params["W_xh"], self.params["W_hh"].T.copy(), self.params["b_h"]
        # The part of a_t that does not wait for h_{t-1}, for all steps in one product.
        h = (x.reshape(T * B, D) @ W_xh.T).reshape(T, B, self.hidden_size)
        h += b_h
        h_prev = h0
        for t in range(T):
            h_t = h[t]  # so far W_xh x_t + b_h
            h_t += h_prev.dot(W_hh_T)  # (B, H) @ (H, H)
            f(h_t, out=h_t)
            if mask is not None:
                np.copyto(h_t, h_prev, where=~mask[t, :, None])
            h_prev = h_t
        cache = {"layer": self, "x": x, "h0": h0, "h": h, "mask": mask}
        return frozen(h), {**cache, "params": keep_params(self.params)}

    def backward(
        self, dh: np.ndarray, cache: dict[str, Any], dstate: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
        """Backpropagate through time.

        Parameters
        ----------
        dh : (T, B, H), ∂L/∂h along the paths that leave h_t upwards; what step t+1 sends back is added here
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
        From t = T down to 1, with a_t the argument of f and da_{T+1} = 0:

        dh_t ← dh_t + W_hhᵀ da_{t+1},  da_t = f'(a_t) ∘ dh_t,  dx_t = W_xhᵀ da_t,  dh0 = W_hhᵀ da_1.

        At padding h_t is h_{t-1}: da_t = 0, and dh_t is handed to h_{t-1} unchanged. Over steps and batch,

        dW_xh = Σ_{t,b} da_tb x_tbᵀ,  dW_hh = Σ_{t,b} da_tb h_{t-1,b}ᵀ,  db_h = Σ_{t,b} da_tb.

        Werbos (1990), "Backpropagation through time: what it does and how to do it", Proc. IEEE 78(10).
        """
        check_cache(self, cache)
        x, h0, h, mask = cache["x"], cache["h0"], cache["h"], cache["mask"]
        (T, B, D), H = x.shape, self.hidden_size
        dh = check_floats("dh", dh, (T, B, H), self.dtype)
        dstate = check_state("dstate", dstate, (B, H), self.dtype)

        _, f_prime = NONLINEARITIES[self.nonlinearity]
        W_xh, W_hh = cache["params"]["W_xh"], cache["params"]["W_hh"]
        da = f_prime(h)  # (T, B, H)
        if mask is not None:  # at padding h_t is h_{t-1}, whatever a_t is
            da *= mask[..., None]
        dh_next = dstate  # (B, H), what step t+1 sends back to h_t
        for t in reversed(range(T)):
            dh_t = dh[t] + dh_next
            da_t = da[t]  # so far f'(a_t)
            da_t *= dh_t
            dh_next = da_t.dot(W_hh)  # (B, H) @ (H, H)
            if mask is not None:  # the gradient passes by unchanged
                np.copyto(dh_next, dh_t, where=~mask[t, :, None])

        da_flat = da.reshape(T * B, H)
        grads = {
            "W_xh": da_flat.T @ x.reshape(T * B, D),
            "W_hh": da_flat[B:].T @ h[:-1].reshape((T - 1) * B, H) + da[0].T @ h0,
            "b_h": sum_rows(da_flat),
        }
        dx = (da_flat @ W_xh).reshape(T, B, D)
        return dx, dh_next, grads

    def final_state(self, cache: dict[str, Any]) -> np.ndarray:
        """Return the state after the last real step of each sequence, (B, H): `state0` of the next call."""
        return check_cache(self, cache)["h"][-1].copy()
