"""A recurrent layer with two clocks: a fast state within each chunk, a slow one from chunk to chunk."""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from rnnlib.init import xavier
from rnnlib.layers.kept import check_cache, frozen, keep_params, keep_sequences
from rnnlib.layers.options import check_options
from rnnlib.layers.set_once import set_once
from rnnlib.layers.states import check_states, keep_state
from rnnlib.layers.sums import sum_rows
from rnnlib.validation import (
    check_dtype,
    check_floats,
    check_params,
    check_rng,
    check_size,
    check_state,
)

State = tuple[np.ndarray, np.ndarray, np.ndarray]


@set_once("params")
class HierarchicalRNN:
    """h_t reads the steps of one chunk, beginning at zero; s reads the last h_t of every finished chunk.

    Parameters
    ----------
    input_size : D, the size of x_t
    hidden_size : H, the size of the fast state h_t, which is the output
    slow_size : S, the size of the slow state s
    chunk_size : C, the real steps from one tick of the slow clock to the next
    dtype : float32 or float64, of the parameters and of all results
    rng : the source of the initial weights (Xavier; the biases start at zero)

    Attributes
    ----------
    params : dict with `W_xh` (H, D), `W_hh` (H, H), `W_sh` (H, S), `b_h` (H,) of the fast state, and
        `W_hs` (S, H), `W_ss` (S, S), `b_s` (S,) of the slow one

    Notes
    -----
    After the idea of El Hihi and Bengio (1995), "Hierarchical recurrent neural networks for long-term
    dependencies", NIPS 8: what must travel far travels in the state that changes seldom. From x_1 to h_T
    there is a path of about C + T/C Jacobians (to the end of the first chunk, then from tick to tick), where
    an RNN has none shorter than T − 1.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        slow_size: int,
        chunk_size: int,
        *,
        dtype: DTypeLike = np.float64,
        rng: np.random.Generator | None = None,
    ) -> None:
        self.input_size = D = check_size("input_size", input_size)
        self.hidden_size = H = check_size("hidden_size", hidden_size)
        self.slow_size = S = check_size("slow_size", slow_size)
        self.chunk_size = check_size("chunk_size", chunk_size)
        self.dtype = check_dtype(dtype)
        rng = check_rng(rng)
        self.shapes = {
            "W_xh": (H, D), "W_hh": (H, H), "W_sh": (H, S), "b_h": (H,),
            "W_hs": (S, H), "W_ss": (S, S), "b_s": (S,),
        }  # fmt: skip
        self.params: dict[str, np.ndarray] = {
            "W_xh": xavier((H, D), dtype=self.dtype, rng=rng),
            "W_hh": xavier((H, H), dtype=self.dtype, rng=rng),
            "W_sh": xavier((H, S), dtype=self.dtype, rng=rng),
            "b_h": np.zeros(H, self.dtype),
            "W_hs": xavier((S, H), dtype=self.dtype, rng=rng),
            "W_ss": xavier((S, S), dtype=self.dtype, rng=rng),
            "b_s": np.zeros(S, self.dtype),
        }

    def forward(
        self,
        x: np.ndarray,
        state0: State | None = None,
        mask: np.ndarray | None = None,
        *,
        training: bool = False,
        rng: np.random.Generator | None = None,
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Run over every sequence of the batch.

        Parameters
        ----------
        x : (T, B, D)
        state0 : (h0 (B, H), s0 (B, S), phase0 (B,)), the state before the first step; None is zero. The phase
            counts the real steps already read of the present chunk. It is a float, as every state is, and is
            taken to the nearest whole number, modulo C.
        mask : (T, B) of bool, True where the step is real; at padding both states are carried unchanged, and
            neither clock moves
        training, rng : taken as by every layer; here they change nothing

        Returns
        -------
        h : (T, B, H), the fast state after each step; read-only, for `backward` reads it too
        cache : what `backward` and `final_state` need

        Raises
        ------
        TypeError, ValueError
            If an array is not of this shape, not floating (`mask`: not bool) or not finite at a real step.

        Notes
        -----
        h_t = tanh(W_xh x_t + W_hh h_{t-1} + W_sh s_{t-1} + b_h),  without W_hh h_{t-1} at the first step of a
        chunk;

        s_t = tanh(W_hs h_t + W_ss s_{t-1} + b_s)  at the last step of a chunk,  s_t = s_{t-1}  at all others.
        """
        check_options(training, rng)
        check_params(self.params, self.shapes, self.dtype)
        x, mask = keep_sequences("x", x, self.input_size, self.dtype, mask)
        (T, B, D), H, S, C = x.shape, self.hidden_size, self.slow_size, self.chunk_size
        h0, s0, phase0 = (
            keep_state(f"state0[{i}]", state, shape, self.dtype)
            for i, (state, shape) in enumerate(self._check_states("state0", state0, B))
        )

        real = np.ones((T, B, 1), bool) if mask is None else mask[:, :, None]
        steps_read = np.rint(phase0)[:, None] + np.cumsum(real, axis=0)  # (T, B, 1), this one included
        first = real & (steps_read % C == 1 % C)  # the first step of a chunk
        last = real & (steps_read % C == 0)

        W_xh, W_hh, W_sh, b_h, W_hs, W_ss, b_s = (self.params[name] for name in self.shapes)
        a_x = (x.reshape(T * B, D) @ W_xh.T + b_h).reshape(T, B, H)
        h, s = np.empty_like(a_x), np.empty((T, B, S), self.dtype)
        h_prev, s_prev = h0, s0
        for t in range(T):
            h_read = np.where(first[t], 0, h_prev)  # (B, H)
            h[t] = np.tanh(a_x[t] + h_read @ W_hh.T + s_prev @ W_sh.T)  # (B, H) @ (H, H), (B, S) @ (S, H)
            h[t] = np.where(real[t], h[t], h_prev)
            s[t] = np.tanh(h[t] @ W_hs.T + s_prev @ W_ss.T + b_s)  # (B, H) @ (H, S), (B, S) @ (S, S)
            s[t] = np.where(last[t], s[t], s_prev)
            h_prev, s_prev = h[t], s[t]
        phase = (steps_read[-1, :, 0] % C).astype(self.dtype)
        cache = {"layer": self, "x": x, "h0": h0, "s0": s0, "h": h, "s": s, "phase": phase}
        cache |= {"real": real, "first": first, "last": last, "params": keep_params(self.params)}
        return frozen(h), cache

    def backward(
        self, dh: np.ndarray, cache: dict[str, Any], dstate: State | None = None
    ) -> tuple[np.ndarray, State, dict[str, np.ndarray]]:
        """Backpropagate through both clocks.

        Parameters
        ----------
        dh : (T, B, H), ∂L/∂h along the paths that leave h_t upwards
        cache : from `forward`
        dstate : (dh, ds, dphase), the gradients that reach the final state from beyond the last step; None
            is zero. That of the phase, a count, has no effect.

        Returns
        -------
        dx : (T, B, D)
        dstate0 : (dh0 (B, H), ds0 (B, S), dphase0 (B,)), the last of them zero
        grads : dict with the keys of `params`

        Raises
        ------
        TypeError, ValueError
            If `dh` or `dstate` is not of this shape or not floating, or `cache` is another layer's.

        Notes
        -----
        From t = T down to 1. At the last step of a chunk the slow clock is undone first:

        da^s_t = (1 − s_t²) ∘ ds_t,  dh_t ← dh_t + W_hsᵀ da^s_t,  ds_{t-1} = W_ssᵀ da^s_t;

        at all others ds_{t-1} = ds_t.

        Then da_t = (1 − h_t²) ∘ dh_t,  dx_t = W_xhᵀ da_t,  ds_{t-1} ← ds_{t-1} + W_shᵀ da_t,  and
        dh_{t-1} ← dh_{t-1} + W_hhᵀ da_t, but not from the first step of a chunk. Over steps and batch,

        dW_xh = Σ da_t x_tᵀ,  dW_hh = Σ da_t h_{t-1}ᵀ (without the first steps),  dW_sh = Σ da_t s_{t-1}ᵀ,
        db_h = Σ da_t,

        dW_hs = Σ da^s_t h_tᵀ,  dW_ss = Σ da^s_t s_{t-1}ᵀ,  db_s = Σ da^s_t.
        """
        check_cache(self, cache)
        x, h0, s0, h, s = (cache[key] for key in ("x", "h0", "s0", "h", "s"))
        real, first, last = cache["real"], cache["first"], cache["last"]
        (T, B, D), H, S = x.shape, self.hidden_size, self.slow_size
        dh = check_floats("dh", dh, (T, B, H), self.dtype)
        dh_next, ds_next, _ = (  # what comes from beyond step t
            check_state(f"dstate[{i}]", d, shape, self.dtype)
            for i, (d, shape) in enumerate(self._check_states("dstate", dstate, B))
        )

        W_xh, W_hh, W_sh, _, W_hs, W_ss, _ = (cache["params"][name] for name in self.shapes)
        da, da_s = np.empty_like(h), np.empty_like(s)
        for t in reversed(range(T)):
            da_s[t] = np.where(last[t], (1 - s[t] ** 2) * ds_next, 0)
            dh_t = dh[t] + dh_next + da_s[t] @ W_hs  # (B, S) @ (S, H)
            ds_next = np.where(last[t], da_s[t] @ W_ss, ds_next)  # (B, S) @ (S, S)
            da[t] = np.where(real[t], (1 - h[t] ** 2) * dh_t, 0)
            ds_next = ds_next + da[t] @ W_sh  # (B, H) @ (H, S)
            dh_next = np.where(real[t], np.where(first[t], 0, da[t] @ W_hh), dh_t)  # (B, H) @ (H, H)

        h_read = np.where(first, 0, np.concatenate([h0[None], h[:-1]]))  # (T, B, H)
        s_prev = np.concatenate([s0[None], s[:-1]])  # (T, B, S)
        da_flat, da_s_flat = da.reshape(T * B, H), da_s.reshape(T * B, S)
        grads = {
            "W_xh": da_flat.T @ x.reshape(T * B, D),
            "W_hh": da_flat.T @ h_read.reshape(T * B, H),
            "W_sh": da_flat.T @ s_prev.reshape(T * B, S),
            "b_h": sum_rows(da_flat),
            "W_hs": da_s_flat.T @ h.reshape(T * B, H),
            "W_ss": da_s_flat.T @ s_prev.reshape(T * B, S),
            "b_s": sum_rows(da_s_flat),
        }
        dx = (da_flat @ W_xh).reshape(T, B, D)
        return dx, (dh_next, ds_next, np.zeros(B, self.dtype)), grads

    def final_state(self, cache: dict[str, Any]) -> State:
        """Return (h, s, phase) after the last real step of each sequence: `state0` of the next call.

        With the phase the chunks go on where they were, so a sequence may be cut at any step.
        """
        check_cache(self, cache)
        return cache["h"][-1].copy(), cache["s"][-1].copy(), cache["phase"].copy()

    def _check_states(self, name: str, states: Any, B: int) -> list[tuple[Any, tuple[int, ...]]]:
        """Return h, s and the phase, each with the shape it is to have."""
        shapes = ((B, self.hidden_size), (B, self.slow_size), (B,))
        return list(zip(check_states(name, states, 3), shapes, strict=True))
