"""The readout: one affine map, the same at every step."""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from rnnlib.init import xavier
from rnnlib.layers.kept import check_cache, keep_sequences
from rnnlib.layers.options import check_options
from rnnlib.layers.set_once import set_once
from rnnlib.layers.sums import sum_rows
from rnnlib.validation import check_dtype, check_floats, check_params, check_rng, check_size


@set_once("params")
class Linear:
    """ŷ_t = W_hy h_t + b_y.

    Parameters
    ----------
    input_size : H, the size of h_t
    output_size : O, the size of ŷ_t
    dtype : float32 or float64, of the parameters and of all results
    rng : the source of the initial weights (Xavier; the bias starts at zero)

    Attributes
    ----------
    params : dict with `W_hy` (O, H) and `b_y` (O,)
    """

    def __init__(
        self,
        input_size: int,
        output_size: int,
        *,
        dtype: DTypeLike = np.float64,
        rng: np.random.Generator | None = None,
    ) -> None:
        self.input_size = check_size("input_size", input_size)
        self.output_size = check_size("output_size", output_size)
        self.dtype = check_dtype(dtype)
        self.shapes = {"W_hy": (self.output_size, self.input_size), "b_y": (self.output_size,)}
        self.params: dict[str, np.ndarray] = {
            "W_hy": xavier((self.output_size, self.input_size), dtype=self.dtype, rng=check_rng(rng)),
            "b_y": np.zeros(self.output_size, self.dtype),
        }

    def forward(
        self, h: np.ndarray, *, training: bool = False, rng: np.random.Generator | None = None
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Map every step of `h`.

        Parameters
        ----------
        h : (T, B, H)
        training, rng : taken as by every layer; here they change nothing

        Returns
        -------
        y_hat : (T, B, O)
        cache : what `backward` needs

        Raises
        ------
        TypeError, ValueError
            If `h` is not of this shape, not floating or not finite.

        Notes
        -----
        ŷ_t = W_hy h_t + b_y
        """
        check_options(training, rng)
        check_params(self.params, self.shapes, self.dtype)
        h, _ = keep_sequences("h", h, self.input_size, self.dtype)
        h = np.ascontiguousarray(h)
        T, B, H = h.shape
        y_hat = h.reshape(T * B, H) @ self.params["W_hy"].T  # (T B, H) @ (H, O): one product for all steps
        y_hat += self.params["b_y"]
        cache = {"layer": self, "h": h, "W_hy": self.params["W_hy"].copy()}
        return y_hat.reshape(T, B, self.output_size), cache

    def backward(self, dy: np.ndarray, cache: dict[str, Any]) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Turn ∂L/∂ŷ into the gradients of the input and of the parameters.

        Parameters
        ----------
        dy : (T, B, O), ∂L/∂ŷ
        cache : from `forward`

        Returns
        -------
        dh : (T, B, H)
        grads : dict with the keys of `params`

        Raises
        ------
        TypeError, ValueError
            If `dy` is not of this shape or not floating, or `cache` is another layer's.

        Notes
        -----
        dW_hy = Σ_{t,b} dŷ_tb h_tbᵀ,  db_y = Σ_{t,b} dŷ_tb,  dh_tb = W_hyᵀ dŷ_tb
        """
        h = check_cache(self, cache)["h"]
        T, B, H = h.shape
        dy = check_floats("dy", dy, (T, B, self.output_size), self.dtype)
        dy_flat = dy.reshape(T * B, self.output_size)
        grads = {"W_hy": dy_flat.T @ h.reshape(T * B, H), "b_y": sum_rows(dy_flat)}
        dh = dy_flat @ cache["W_hy"]  # (T B, O) @ (O, H)
        return dh.reshape(T, B, H), grads
