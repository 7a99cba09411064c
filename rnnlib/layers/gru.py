"""The gated recurrent unit of Cho et al. (2014), over a whole batch."""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from rnnlib.init import xavier
from rnnlib.layers.gates import cut_into_runs, reorder, sigmoid_from_tanh
from rnnlib.layers.kept import frozen, keep_params
from rnnlib.layers.states import check_initial_state
from rnnlib.validation import (
    check_dtype,
    check_finite,
    check_floats,
    check_mask,
    check_params,
    check_rng,
    check_size,
    check_state,
)

# The backward loop stacks the gradients as m, r, z, n, where m is the part of n's argument inside r ∘ (…). So
# the rows m, r, z belong to W_hh, and the rows r, z, n to W_xh.
N_FIRST, N_LAST = (2, 0, 1), (1, 2, 0)


class GRU:
    """h_t = (1 − z_t) ∘ n_t + z_t ∘ h_{t-1}.

    Parameters
    ----------
    input_size : D, the size of x_t
    hidden_size : H, the size of h_t
    dtype : float32 or float64, of the parameters and of all results
    rng : the source of the initial weights (Xavier, each gate's matrix by itself; the biases start at zero)

    Attributes
    ----------
    params : dict with `W_xh` (3H, D), `W_hh` (3H, H) and `b_h` (3H,), the gates stacked as r, z, n, and
        `b_hn` (H,), the second bias of n

    Notes
    -----
    Cho et al. (2014), "Learning phrase representations using RNN encoder–decoder for statistical machine
    translation", EMNLP; with the reset gate after the matrix, which leaves one product a step.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        *,
        dtype: DTypeLike = np.float64,
        rng: np.random.Generator | None = None,
    ) -> None:
        self.input_size = D = check_size("input_size", input_size)
        self.hidden_size = H = check_size("hidden_size", hidden_size)
        self.dtype = check_dtype(dtype)
        rng = check_rng(rng)
        self.shapes = {"W_xh": (3 * H, D), "W_hh": (3 * H, H), "b_h": (3 * H,), "b_hn": (H,)}
        self.params: dict[str, np.ndarray] = {
            "W_xh": np.concatenate([xavier((H, D), dtype=self.dtype, rng=rng) for _ in "rzn"]),
            "W_hh": np.concatenate([xavier((H, H), dtype=self.dtype, rng=rng) for _ in "rzn"]),
            "b_h": np.zeros(3 * H, self.dtype),
            "b_hn": np.zeros(H, self.dtype),
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
        With W_xh, W_hh and b_h cut into the three gates,

        r_t = σ(W_xr x_t + W_hr h_{t-1} + b_r),  z_t = σ(W_xz x_t + W_hz h_{t-1} + b_z),
        m_t = W_hn h_{t-1} + b_hn,  n_t = tanh(W_xn x_t + b_n + r_t ∘ m_t),
        h_t = (1 − z_t) ∘ n_t + z_t ∘ h_{t-1}.
        """
        check_params(self.params, self.shapes, self.dtype)
        x = check_floats("x", x, ("T", "B", self.input_size), self.dtype)
        (T, B, D), H = x.shape, self.hidden_size
        mask = check_mask("mask", mask, (T, B))
        x = check_finite("x", x, mask)
        h0 = check_initial_state(state0, h0, (B, H), self.dtype)

        # u_t = [x_t, 1, h_{t-1}]: its first D + 1 entries meet W_x, its last 1 + H entries meet W_h. Batch in
        # columns, as in the equation, so that each gate is one block of memory.
        W_x = np.concatenate([self.params["W_xh"], self.params["b_h"][:, None]], axis=1)  # (3H, D + 1)
        b_hh = np.concatenate([np.zeros(2 * H, self.dtype), self.params["b_hn"]])
        W_h = np.concatenate([b_hh[:, None], self.params["W_hh"]], axis=1)  # (3H, 1 + H)
        for W in (W_x, W_h):
            W[: 2 * H] *= 0.5  # for sigmoid_from_tanh
        u = np.empty((T + 1, B, D + 1 + H), self.dtype)
        u[:T, :, :D], u[:, :, D] = x, 1
        h = u[:, :, D + 1 :]  # (T + 1, B, H): h0, then the result
        h[0] = h0
        runs = cut_into_runs(T, B)
        gates = [np.empty((run.stop - run.start, 3, H, B), self.dtype) for run in runs]  # r_t, z_t, n_t
        m = np.empty((T, H, B), self.dtype)
        u_h = np.ones((1 + H, B), self.dtype)  # 1, h_{t-1}
        h_t, a_h, rm = u_h[1:], np.empty((3, H, B), self.dtype), np.empty((H, B), self.dtype)
        h_t[...] = h0.T
        a_rz, a_flat = a_h[:2], a_h.reshape(3 * H, B)
        for run, gates_run in zip(runs, gates, strict=True):
            # The part of the gates' arguments that does not wait for h_{t-1}.
            u_x = u[run, :, : D + 1].transpose(0, 2, 1)  # (S, D + 1, B)
            np.matmul(W_x, u_x, out=gates_run.reshape(-1, 3 * H, B))
            for t, gates_t in enumerate(gates_run, run.start):
                rz, n, m_t = gates_t[:2], gates_t[2], m[t]
                r, z = rz
                np.dot(W_h, u_h, out=a_flat)  # (3H, 1 + H) @ (1 + H, B)
                rz += a_rz
                np.tanh(rz, out=rz)
                sigmoid_from_tanh(rz)
                m_t[...] = a_h[2]
                np.multiply(r, m_t, out=rm)
                n += rm
                np.tanh(n, out=n)
                if mask is not None:  # z = 1 keeps h, and lets no gradient through the gates
                    np.copyto(z, 1, where=~mask[t])
                h_t -= n
                h_t *= z
                h_t += n  # n + z ∘ (h − n)
                if mask is not None:  # not only up to rounding
                    np.copyto(h_t, h[t].T, where=~mask[t])
                h[t + 1] = h_t.T
        return frozen(h[1:]), {"u": u, "gates": gates, "m": m, "params": keep_params(self.params)}

    def backward(
        self, dh: np.ndarray, cache: dict[str, Any], dstate: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
        """Backpropagate through time.

        Parameters
        ----------
        dh : (T, B, H), ∂L/∂h along the paths that leave h_t upwards; what step t+1 sends back is added here
        cache : from `forward`
        dstate : (B, H), what reaches the final state from beyond the last step; None is zero

        Returns
        -------
        dx : (T, B, D)
        dstate0 : (B, H)
        grads : dict with the keys of `params`

        Raises
        ------
        TypeError, ValueError
            If `dh` or `dstate` is not of this shape or not floating.

        Notes
        -----
        From t = T down to 1, with da the gradients at the arguments of the gates:

        dh_t ← dh_t + z_{t+1} ∘ dh_{t+1} + W_hrᵀ da_r + W_hzᵀ da_z + W_hnᵀ dm (those of step t+1),
        da_n = dh_t ∘ (1 − z_t) ∘ (1 − n_t²),  da_z = dh_t ∘ (h_{t-1} − n_t) ∘ z_t ∘ (1 − z_t),
        dm = da_n ∘ r_t,  da_r = da_n ∘ m_t ∘ r_t ∘ (1 − r_t),
        dx_t = W_xrᵀ da_r + W_xzᵀ da_z + W_xnᵀ da_n.

        At padding all of these are 0, and dh_t is handed to h_{t-1} unchanged. Over steps and batch,

        dW_xh = Σ_{t,b} [da_r; da_z; da_n] x_tᵀ,  dW_hh = Σ_{t,b} [da_r; da_z; dm] h_{t-1}ᵀ,
        db_h = Σ_{t,b} [da_r; da_z; da_n],  db_hn = Σ_{t,b} dm.
        """
        u, gates, m = cache["u"], cache["gates"], cache["m"]
        (T, H, B), D = m.shape, self.input_size
        dh = check_floats("dh", dh, (T, B, H), self.dtype)
        dstate = check_state("dstate", dstate, (B, H), self.dtype)

        W_xh = cache["params"]["W_xh"]
        W_hh_T = np.ascontiguousarray(reorder(cache["params"]["W_hh"], N_FIRST).T)  # (H, 3H)
        dx, dW_x = np.empty((T, B, D), self.dtype), np.zeros((3 * H, D + 1), self.dtype)
        dW_h = np.zeros((3 * H, 1 + H), self.dtype)
        dh_next = dstate.T.copy()  # (H, B), what step t+1 sends back to h_t
        for run, gates_run in reversed(list(zip(cut_into_runs(T, B), gates, strict=True))):
            dh_run = dh[run].transpose(0, 2, 1).copy()  # (S, H, B)
            da = slopes(gates_run, m[run], u[run, :, D + 1 :].transpose(0, 2, 1))
            for s in reversed(range(len(da))):
                dh_t, da_t = dh_run[s], da[s]  # da_t is so far only the slopes
                dh_t += dh_next
                da_t *= dh_t
                np.dot(W_hh_T, da_t[:3].reshape(3 * H, B), out=dh_next)  # (H, 3H) @ (3H, B)
                dh_t *= gates_run[s, 1]
                dh_next += dh_t
            da_columns = da.transpose(1, 2, 0, 3).reshape(4 * H, -1)  # a column for each (t, b) of the run
            da_h, da_x = da_columns[: 3 * H], da_columns[H:]  # m, r, z and r, z, n
            u_run = u[run].reshape(-1, D + 1 + H)
            dW_x += da_x @ u_run[:, : D + 1]
            dW_h += da_h @ u_run[:, D:]
            np.matmul(da_x.T, W_xh, out=dx[run].reshape(-1, D))

        dW_h = reorder(dW_h, N_LAST)
        grads = {
            "W_xh": dW_x[:, :D].copy(),
            "W_hh": dW_h[:, 1:].copy(),
            "b_h": dW_x[:, D].copy(),
            "b_hn": dW_h[2 * H :, 0].copy(),
        }
        return dx, dh_next.T, grads

    def final_state(self, cache: dict[str, Any]) -> np.ndarray:
        """Return the state after the last real step of each sequence, (B, H): `state0` of the next call."""
        return cache["u"][-1, :, self.input_size + 1 :].copy()


def slopes(gates: np.ndarray, m: np.ndarray, h_prev: np.ndarray) -> np.ndarray:
    """Return what dh_t is multiplied by on its way to dm, da_r, da_z and da_n, for a run of S steps.

    Shape (S, 4, H, B). At padding all four are 0, as z is 1 there.
    """
    r, z, n = gates[:, 0], gates[:, 1], gates[:, 2]
    rest = np.subtract(1, gates[:, :2])  # 1 − r, 1 − z
    slope = np.empty((len(gates), 4, *m.shape[1:]), gates.dtype)
    of_m, of_r, of_z, of_n = (slope[:, k] for k in range(4))
    of_z[...] = h_prev
    of_z -= n
    of_z *= z
    of_z *= rest[:, 1]
    np.multiply(n, n, out=of_n)
    np.subtract(1, of_n, out=of_n)  # tanh' = 1 − tanh²
    of_n *= rest[:, 1]
    np.multiply(of_n, r, out=of_m)
    np.multiply(of_m, m, out=of_r)
    of_r *= rest[:, 0]
    return slope
