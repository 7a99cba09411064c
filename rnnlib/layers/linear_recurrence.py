"""The linear (diagonal) recurrence: no nonlinearity between the steps, so time can be run in parallel."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from rnnlib.init import xavier
from rnnlib.layers.kept import check_cache, frozen, keep_params, keep_sequences
from rnnlib.layers.options import check_options
from rnnlib.layers.scan import loop, scan
from rnnlib.layers.set_once import set_once
from rnnlib.layers.sigmoid import sigmoid
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
    zero_padding,
)

METHODS: dict[str, Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]] = {"loop": loop, "scan": scan}
LONGEST_HORIZON = 1000  # steps, of the unit that remembers longest at first


@set_once("params")
class LinearRecurrence:
    """h_t = a ∘ h_{t-1} + W_xh x_t + b_h, with 0 < a = σ(α) < 1.

    Parameters
    ----------
    input_size : D, the size of x_t
    hidden_size : H, the size of h_t
    method : "loop", step by step, or "scan", in about 2 log₂ T rounds; the results are the same to rounding
    dtype : float32 or float64, of the parameters and of all results
    rng : the source of the initial W_xh

    Attributes
    ----------
    params : dict with `W_xh` (H, D), `b_h` (H,) and `alpha` (H,)

    Notes
    -----
    Each unit forgets at its own rate: an input is worth aⁿ of itself n steps later, which gives the unit a
    memory horizon of 1 / (1 − a) = 1 + exp(α) steps. At first α is spread evenly from 0 to log 999, so that
    the horizons run from 2 to 1000 steps in nearly equal ratios. Row i of W_xh is Xavier times √(1 − a_i²):
    inputs that are independent from step to step then drive every unit to states of the same size, however
    long its memory. The bias starts at zero.

    Martin and Cundy (2018), "Parallelizing linear recurrent neural nets over sequence length", ICLR. Scale
    of W_xh: Orvieto et al. (2023), "Resurrecting recurrent neural networks for long sequences", ICML.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        *,
        method: str = "loop",
        dtype: DTypeLike = np.float64,
        rng: np.random.Generator | None = None,
    ) -> None:
        self.input_size = D = check_size("input_size", input_size)
        self.hidden_size = H = check_size("hidden_size", hidden_size)
        self.method = check_choice("method", method, METHODS)
        self.dtype = check_dtype(dtype)
        self.shapes = {"W_xh": (H, D), "b_h": (H,), "alpha": (H,)}
        alpha = np.linspace(0, np.log(LONGEST_HORIZON - 1), H, dtype=self.dtype)
        size = np.sqrt(sigmoid(-alpha) * (1 + sigmoid(alpha)))  # √(1 − a²)
        self.params: dict[str, np.ndarray] = {
            "W_xh": size[:, None] * xavier((H, D), dtype=self.dtype, rng=check_rng(rng)),
            "b_h": np.zeros(H, self.dtype),
            "alpha": alpha,
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
        mask : (T, B) of bool, True where the step is real; at padding the state is carried
        training, rng : taken as by every layer; here they change nothing
        h0 : another name for state0

        Returns
        -------
        h : (T, B, H), the state after each step; read-only, for `backward` reads it too
        cache : what `backward` and `final_state` need

        Raises
        ------
        TypeError, ValueError
            If an array is not of this shape, not floating (`mask`: not bool) or not finite at a real step.

        Notes
        -----
        h_t = a ∘ h_{t-1} + W_xh x_t + b_h,  a = σ(α).  At padding a is replaced by 1 and the input by 0.
        """
        check_options(training, rng)
        check_params(self.params, self.shapes, self.dtype)
        x, mask = keep_sequences("x", x, self.input_size, self.dtype, mask)
        T, B, D = x.shape
        h0 = check_initial_state(state0, h0, (B, self.hidden_size), self.dtype)

        W_xh, b_h = self.params["W_xh"], self.params["b_h"]
        b = (x.reshape(T * B, D) @ W_xh.T + b_h).reshape(T, B, self.hidden_size)
        a = np.broadcast_to(sigmoid(self.params["alpha"]), (T, 1, self.hidden_size))
        if mask is not None:
            real = mask[..., None]  # (T, B, 1)
            a, b = np.where(real, a, self.dtype.type(1)), np.where(real, b, self.dtype.type(0))
        h = METHODS[self.method](a, b, h0)
        cache = {"layer": self, "x": x, "h0": h0, "h": h, "a": a, "mask": mask}
        return frozen(h), {**cache, "params": keep_params(self.params)}

    def final_state(self, cache: dict[str, Any]) -> np.ndarray:
        """Return the state after the last real step of each sequence, (B, H): `state0` of the next call."""
        return check_cache(self, cache)["h"][-1].copy()

    def backward(
        self, dh: np.ndarray, cache: dict[str, Any], dstate: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
        """Backpropagate through time: the same recurrence, run from the last step to the first.

        Parameters
        ----------
        dh : (T, B, H), ∂L/∂h along the paths that leave h_t upwards; what step t+1 sends back is added here
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
        With the a_t of the forward pass (1 at padding), from t = T down to 1, and a_{T+1} dh_{T+1} = dstate:

        dh_t ← a_{t+1} ∘ dh_{t+1} + dh_t,  dh0 = a_1 ∘ dh_1,

        which is the forward recurrence in reversed time. Over the real steps and the batch,

        dW_xh = Σ_{t,b} dh_tb x_tbᵀ,  db_h = Σ_{t,b} dh_tb,  dx_t = W_xhᵀ dh_t,
        dα = a ∘ (1 − a) ∘ Σ_{t,b} dh_tb ∘ h_{t-1,b}.

        Martin and Cundy (2018), "Parallelizing linear recurrent neural nets over sequence length", ICLR.
        """
        check_cache(self, cache)
        x, h0, h, a, mask = (cache[name] for name in ("x", "h0", "h", "a", "mask"))
        (T, B, D), H = x.shape, self.hidden_size
        dh = check_floats("dh", dh, (T, B, H), self.dtype)
        dstate = check_state("dstate", dstate, (B, H), self.dtype)

        a_next = np.concatenate([a[1:], np.ones_like(a[:1])])  # the last: dstate arrives as it is
        dh_total = METHODS[self.method](a_next[::-1], dh[::-1], dstate)[::-1]
        dh0 = a[0] * dh_total[0]

        db = dh_total if mask is None else zero_padding(dh_total, mask)
        db_flat = db.reshape(T * B, H)
        h_prev = np.concatenate([h0[None], h[:-1]])  # (T, B, H)
        alpha = cache["params"]["alpha"]
        grads = {
            "W_xh": db_flat.T @ x.reshape(T * B, D),
            "b_h": sum_rows(db_flat),
            "alpha": sigmoid(alpha) * sigmoid(-alpha) * sum_rows(db * h_prev),
        }
        dx = (db_flat @ cache["params"]["W_xh"]).reshape(T, B, D)
        return dx, dh0, grads
