"""The long short-term memory of Hochreiter and Schmidhuber (1997), over a whole batch."""

from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from rnnlib.init import xavier
from rnnlib.layers.gates import cut_into_runs, reorder, sigmoid_from_tanh
from rnnlib.layers.kept import frozen, keep_mask, keep_params
from rnnlib.validation import (
    check_dtype,
    check_finite,
    check_floats,
    check_number,
    check_params,
    check_rng,
    check_size,
    check_state,
)

State = tuple[np.ndarray, np.ndarray]

# Inside the loops the gates stand in the order o, i, f, g: those with σ are neighbours, and so are those that
# dc_t reaches.
O_FIRST, O_LAST = (3, 0, 1, 2), (1, 2, 3, 0)

# The gates o, i, f, g at padding, (4, 1, 1): c stays what it was, and no gradient passes through a gate.
KEEP = np.array([0, 0, 1, 0], np.float32)[:, None, None]


class LSTM:
    """c_t = f_t ∘ c_{t-1} + i_t ∘ g_t,  h_t = o_t ∘ tanh(c_t).

    Parameters
    ----------
    input_size : D, the size of x_t
    hidden_size : H, the size of h_t and of c_t
    forget_bias : what the forget gate's part of `b_h` starts at; the other biases start at zero
    dtype : float32 or float64, of the parameters and of all results
    rng : the source of the initial weights (Xavier, each gate's matrix by itself)

    Attributes
    ----------
    params : dict with `W_xh` (4H, D), `W_hh` (4H, H) and `b_h` (4H,), the gates stacked as i, f, g, o

    Notes
    -----
    Hochreiter and Schmidhuber (1997), "Long short-term memory", Neural Computation 9(8); the forget gate is
    that of Gers, Schmidhuber and Cummins (2000), "Learning to forget", Neural Computation 12(10).
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        *,
        forget_bias: float = 0.0,
        dtype: DTypeLike = np.float64,
        rng: np.random.Generator | None = None,
    ) -> None:
        self.input_size = D = check_size("input_size", input_size)
        self.hidden_size = H = check_size("hidden_size", hidden_size)
        self.dtype = check_dtype(dtype)
        limit = float(np.finfo(self.dtype).max)
        forget_bias = check_number("forget_bias", forget_bias, -limit, limit)
        rng = check_rng(rng)
        self.shapes = {"W_xh": (4 * H, D), "W_hh": (4 * H, H), "b_h": (4 * H,)}
        self.params: dict[str, np.ndarray] = {
            "W_xh": np.concatenate([xavier((H, D), dtype=self.dtype, rng=rng) for _ in "ifgo"]),
            "W_hh": np.concatenate([xavier((H, H), dtype=self.dtype, rng=rng) for _ in "ifgo"]),
            "b_h": np.zeros(4 * H, self.dtype),
        }
        self.params["b_h"][H : 2 * H] = forget_bias

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
        state0 : (h0, c0), each (B, H), the state before the first step; None is zero
        mask : (T, B) of bool, True where the step is real; at padding the state is carried unchanged
        training, rng : taken as by every layer; here they change nothing

        Returns
        -------
        h : (T, B, H), the first part of the state after each step; read-only, for `backward` reads it too
        cache : what `backward` needs

        Raises
        ------
        TypeError, ValueError
            If an array is not of this shape, not floating (`mask`: not bool) or not finite at a real step,
            or `state0` is not a pair.

        Notes
        -----
        With W_xh, W_hh and b_h cut into the four gates,

        i_t = σ(W_xi x_t + W_hi h_{t-1} + b_i),  f_t = σ(W_xf x_t + W_hf h_{t-1} + b_f),
        g_t = tanh(W_xg x_t + W_hg h_{t-1} + b_g),  o_t = σ(W_xo x_t + W_ho h_{t-1} + b_o),
        c_t = f_t ∘ c_{t-1} + i_t ∘ g_t,  h_t = o_t ∘ tanh(c_t).
        """
        check_params(self.params, self.shapes, self.dtype)
        x = check_floats("x", x, ("T", "B", self.input_size), self.dtype)
        (T, B, D), H = x.shape, self.hidden_size
        mask = keep_mask(mask, (T, B))
        x = check_finite("x", x, mask)
        h0, c0 = self._check_state("state0", state0, B)
        check_finite("state0[0]", h0)
        check_finite("state0[1]", c0)

        # All four gates in one product, z_t = W u_t with u_t = [x_t, 1, h_{t-1}]; batch in columns, as in the
        # equation, so that each gate is one block of memory.
        W = np.concatenate([self.params["W_xh"], self.params["b_h"][:, None], self.params["W_hh"]], axis=1)
        W = reorder(W, O_FIRST)  # (4H, D + 1 + H)
        W[: 3 * H] *= 0.5  # for sigmoid_from_tanh
        u = np.empty((T + 1, B, D + 1 + H), self.dtype)
        u[:T, :, :D], u[:, :, D] = x, 1
        h = u[:, :, D + 1 :]  # (T + 1, B, H): h0, then the result
        c = np.empty((T + 1, H, B), self.dtype)
        h[0], c[0] = h0, c0.T
        u_columns = u.transpose(0, 2, 1)
        runs = cut_into_runs(T, B)
        gates = [np.empty((run.stop - run.start, 4, H, B), self.dtype) for run in runs]  # o_t, i_t, f_t, g_t
        ig, tanh_c = np.empty((2, H, B), self.dtype)
        for t, gates_t in enumerate(chain.from_iterable(gates)):
            z_t, c_t, (o, i, f, g) = gates_t.reshape(4 * H, B), c[t + 1], gates_t
            np.dot(W, u_columns[t], out=z_t)  # (4H, D + 1 + H) @ (D + 1 + H, B)
            np.tanh(z_t, out=z_t)
            sigmoid_from_tanh(z_t[: 3 * H])
            if mask is not None:
                np.copyto(gates_t, KEEP, where=~mask[t])
            np.multiply(f, c[t], out=c_t)
            np.multiply(i, g, out=ig)
            c_t += ig
            np.tanh(c_t, out=tanh_c)
            tanh_c *= o
            h[t + 1] = tanh_c.T if mask is None else np.where(mask[t, :, None], tanh_c.T, h[t])
        cache = {"u": u, "gates": gates, "c": c, "mask": mask, "params": keep_params(self.params)}
        return frozen(h[1:]), cache

    def backward(
        self, dh: np.ndarray, cache: dict[str, Any], dstate: State | None = None
    ) -> tuple[np.ndarray, State, dict[str, np.ndarray]]:
        """Backpropagate through time.

        Parameters
        ----------
        dh : (T, B, H), ∂L/∂h along the paths that leave h_t upwards; what step t+1 sends back is added here
        cache : from `forward`
        dstate : (dh_T, dc_T), each (B, H), what reaches the final state from beyond the end; None is zero

        Returns
        -------
        dx : (T, B, D)
        dstate0 : (dh0, dc0), each (B, H)
        grads : dict with the keys of `params`

        Raises
        ------
        TypeError, ValueError
            If `dh` or a part of `dstate` is not of this shape or not floating, or `dstate` is not a pair.

        Notes
        -----
        From t = T down to 1, with z_t = W_xh x_t + W_hh h_{t-1} + b_h the arguments of all gates:

        dh_t ← dh_t + W_hhᵀ dz_{t+1},  dc_t = f_{t+1} ∘ dc_{t+1} + dh_t ∘ o_t ∘ (1 − tanh²(c_t)),
        dz_i = dc_t ∘ g_t ∘ i_t ∘ (1 − i_t),  dz_f = dc_t ∘ c_{t-1} ∘ f_t ∘ (1 − f_t),
        dz_g = dc_t ∘ i_t ∘ (1 − g_t²),  dz_o = dh_t ∘ tanh(c_t) ∘ o_t ∘ (1 − o_t),  dx_t = W_xhᵀ dz_t.

        At padding dz_t = 0, and dh_t and dc_t are handed to step t−1 unchanged. Over steps and batch,

        dW_xh = Σ_{t,b} dz_tb x_tbᵀ,  dW_hh = Σ_{t,b} dz_tb h_{t-1,b}ᵀ,  db_h = Σ_{t,b} dz_tb.
        """
        u, gates, c, mask = cache["u"], cache["gates"], cache["c"], cache["mask"]
        (_, B, K), D, H = u.shape, self.input_size, self.hidden_size
        T = len(u) - 1
        dh = check_floats("dh", dh, (T, B, H), self.dtype)
        dh_T, dc_T = self._check_state("dstate", dstate, B)

        W_xh = reorder(cache["params"]["W_xh"], O_FIRST)
        W_hh_T = np.ascontiguousarray(reorder(cache["params"]["W_hh"], O_FIRST).T)  # (H, 4H)
        dx, dW = np.empty((T, B, D), self.dtype), np.zeros((4 * H, K), self.dtype)
        dh_next, dc = dh_T.T.copy(), dc_T.T.copy()  # (H, B), what step t+1 sends back to h_t and c_t
        through_h = np.empty((H, B), self.dtype)
        for run, gates_run in reversed(list(zip(cut_into_runs(T, B), gates, strict=True))):
            dh_run = dh[run].transpose(0, 2, 1).copy()  # (S, H, B)
            dz, dc_dh = slopes(gates_run, c[run.start : run.stop + 1])
            for s, t in reversed(list(enumerate(range(run.start, run.stop)))):
                dh_t, dz_t = dh_run[s], dz[s]  # dz_t is so far only the slopes
                dh_t += dh_next
                np.multiply(dh_t, dc_dh[s], out=through_h)
                dc += through_h
                dz_o, dz_ifg = dz_t[0], dz_t[1:]
                dz_o *= dh_t
                dz_ifg *= dc
                dc *= gates_run[s, 2]
                np.dot(W_hh_T, dz_t.reshape(4 * H, B), out=dh_next)  # (H, 4H) @ (4H, B)
                if mask is not None:
                    np.copyto(dh_next, dh_t, where=~mask[t])
            dz_columns = dz.transpose(1, 2, 0, 3).reshape(4 * H, -1)  # a column for each (t, b) of the run
            dW += dz_columns @ u[run].reshape(-1, K)
            np.matmul(dz_columns.T, W_xh, out=dx[run].reshape(-1, D))

        dW = reorder(dW, O_LAST)  # (4H, D + 1 + H)
        grads = {"W_xh": dW[:, :D].copy(), "W_hh": dW[:, D + 1 :].copy(), "b_h": dW[:, D].copy()}
        return dx, (dh_next.T, dc.T), grads

    def final_state(self, cache: dict[str, Any]) -> State:
        """Return (h, c) after the last real step of each sequence, each (B, H): `state0` of the next call."""
        return cache["u"][-1, :, self.input_size + 1 :].copy(), cache["c"][-1].T.copy()

    def _check_state(self, name: str, state: Any, B: int) -> State:
        shape = (B, self.hidden_size)
        state = (None, None) if state is None else state
        if not isinstance(state, tuple):
            raise TypeError(f"{name}: expected a pair (h, c), got {type(state).__name__}")
        if len(state) != 2:
            raise ValueError(f"{name}: expected a pair (h, c), got a tuple of {len(state)}")
        h = check_state(f"{name}[0]", state[0], shape, self.dtype)
        c = check_state(f"{name}[1]", state[1], shape, self.dtype)
        return h, c


def slopes(gates: np.ndarray, c: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what the gradients are multiplied by on their way through a run of S steps.

    The first, (S, 4, H, B), leads to the arguments of the gates o, i, f, g: from dh_t to that of o, from dc_t
    to the others. The second, (S, H, B), leads from dh_t to dc_t. `c` (S + 1, H, B) begins before the run.
    """
    o, i, g = gates[:, 0], gates[:, 1], gates[:, 3]
    slope = np.empty_like(gates)
    of_sigmoids, (of_o, of_i, of_f, of_g) = slope[:, :3], slope.swapaxes(0, 1)
    tanh_c = np.tanh(c[1:])
    np.subtract(1, gates[:, :3], out=of_sigmoids)
    of_sigmoids *= gates[:, :3]  # σ' = σ (1 − σ)
    of_o *= tanh_c
    of_i *= g
    of_f *= c[:-1]
    np.multiply(g, g, out=of_g)
    np.subtract(1, of_g, out=of_g)  # tanh' = 1 − tanh²
    of_g *= i
    tanh_c *= tanh_c
    dc_dh = np.subtract(1, tanh_c, out=tanh_c)
    dc_dh *= o
    return slope, dc_dh
