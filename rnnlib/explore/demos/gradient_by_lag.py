"""The length of a gradient by lag, for a network whose spectral radius, nonlinearity and inputs are moved."""

from functools import cache
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore import controls, marks
from rnnlib.explore.live import Live, live
from rnnlib.explore.spelling import Values
from rnnlib.scratch import jacobian, nonlinearities, recurrence

H, T, SEEDS = 12, 40, 6
LEAST = 1e-13  # below, the picture shows nothing


@cache
def networks() -> dict[str, Any]:
    """Return six networks: W_hh of spectral radius 1 of each kind, W_xh, inputs, the last gradient."""
    rng = np.random.default_rng(9)
    drawn = rng.standard_normal((SEEDS, H, H))
    drawn = drawn / np.abs(np.linalg.eigvals(drawn)).max(axis=-1)[:, None, None]
    turning = np.array([np.linalg.qr(W)[0] for W in rng.standard_normal((SEEDS, H, H))])
    chain = np.repeat([np.eye(H) + np.eye(H, k=1)], SEEDS, axis=0)
    kinds = {"random": np.round(drawn, 3), "orthogonal": np.round(turning, 3), "chain": chain}
    last = rng.standard_normal((SEEDS, H))
    return {
        "W_hh": kinds,
        "sigma": {kind: np.linalg.svd(W)[1][:, 0] for kind, W in kinds.items()},
        "steepest": nonlinearities.STEEPEST,
        "W_xh": np.round(rng.standard_normal((SEEDS, H)), 3),
        "x": np.round(rng.standard_normal((SEEDS, T)), 3),
        "last": np.round(last / np.linalg.norm(last, axis=1)[:, None], 3),
    }


def states_of(state: dict[str, Any], settings: dict[str, Any], seed: int) -> Any:
    """Return the states of one of the networks."""
    params = {
        "W_xh": state["W_xh"][seed][:, None],
        "W_hh": settings["rho"] * state["W_hh"][settings["kind"]][seed],
        "b_h": np.zeros(H),
    }
    x = settings["size"] * state["x"][seed][:, None]
    return recurrence.forward(params, x, np.zeros(H), settings["f"])


def shown(norms: Any) -> Any:
    """Leave out what lies below the picture."""
    return np.where(norms > LEAST, norms, np.nan)


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Return the gradient by lag of every network, and the bound of the one chosen."""
    f, chosen, lag = settings["f"], settings["seed"], settings["lag"]
    norms = np.zeros(T + 1)
    slopes = np.zeros(T)
    others = np.full((2, SEEDS * (T + 2)), np.nan)
    for seed in range(SEEDS):
        W_hh = settings["rho"] * state["W_hh"][settings["kind"]][seed]
        h = states_of(state, settings, seed)
        own = jacobian.lengths(jacobian.carried_back(W_hh, h, state["last"][seed], f))
        own = own / own[0]
        for k in range(T + 1):
            others[0, seed * (T + 2) + k] = k
            others[1, seed * (T + 2) + k] = own[k] if own[k] > LEAST else np.nan
        if seed == chosen:
            norms = own
            for k in range(T):
                slopes[k] = np.mean(nonlinearities.SLOPE[f](h[T - k]))
    sigma = settings["rho"] * state["sigma"][settings["kind"]][chosen]
    gain = state["steepest"][f] * sigma
    bound, by_rho = np.zeros(T + 1), np.zeros(T + 1)
    for k in range(T + 1):
        bound[k] = gain**k
        by_rho[k] = settings["rho"] ** k
    at = np.zeros((2, 1))
    at[0, 0] = lag
    at[1, 0] = norms[lag] if norms[lag] > LEAST else np.nan
    return {
        "others": others,
        "mine": shown(norms),
        "bound": shown(bound),
        "by_rho": shown(by_rho),
        "at": at,
        "slopes": slopes,
        "now": norms[lag],
        "limit": bound[lag],
        "gain": gain,
        "sigma": sigma,
        "mean_slope": np.mean(slopes),
        "verdict": 0 if gain < 1 else 1,
    }


def draw(values: Values) -> Figure:
    """Draw the gradient by lag with its bound, and the mean slope of f at each step."""
    fig, (above, below) = figures.new(4.4, 5.0, nrows=2, sharex=True, height_ratios=[2.6, 1])
    marks.line(above, values, "others", color=figures.GREY, linewidth=1, label="the other networks")
    marks.line(above, values, "by_rho", color=figures.BLUE, linestyle=":", label="ρ to the power of the lag")
    marks.line(above, values, "bound", color=figures.INK, linestyle="--", linewidth=1.4, label="the bound")
    marks.line(above, values, "mine", color=figures.ORANGE, linewidth=2.5, label="the gradient")
    marks.line(above, values, "at", color=figures.ORANGE, marker="o", markersize=9, linestyle="none")
    above.set(yscale="log", ylim=(1e-12, 1e12), xlim=(0, T), ylabel="length of the gradient")
    above.set_yticks([1e-12, 1e-6, 1, 1e6, 1e12], ["10⁻¹²", "10⁻⁶", "1", "10⁶", "10¹²"])
    above.minorticks_off()
    above.grid(axis="y")
    marks.text(above, 0, 1.04, values, "γσ = {gain:.2f}: {verdict}", transform=above.transAxes)
    for across, text, color in (
        (0.03, "gradient", figures.ORANGE),
        (0.24, "bound (γσ)ᵏ", figures.INK),
        (0.55, "ρᵏ", figures.BLUE),
        (0.65, "other networks", figures.GREY),
    ):
        above.text(across, 0.03, text, color=color, transform=above.transAxes, fontsize=10)
    marks.line(below, values, "slopes", color=figures.PURPLE, label="the mean slope")
    below.set(ylim=(0, 1.1), yticks=[0, 0.5, 1], xlabel="lag k: steps back", ylabel="mean slope")
    return fig


def demo() -> Live:
    """Return the demo."""
    return live(
        name="gradient-by-lag",
        caption=(
            "Orange: the gradient that the last state sends k steps back, at first of length 1. Dashed and "
            "dotted: two forecasts from the weights alone; the chapter says what γ, σ and ρ are. Raise ρ "
            "with tanh and small inputs, then make the inputs larger: below, the mean slope falls, and the "
            "gradient with it. Change to ReLU. Take the chain at ρ = 0.8 without a nonlinearity: which "
            "forecast fails?"
        ),
        controls={
            "rho": controls.slider(0.1, 3, value=0.9, step=0.05, label="spectral radius ρ"),
            "size": controls.slider(0, 3, value=0.3, step=0.1, label="input size"),
            "f": controls.choice(list(nonlinearities.F), label="nonlinearity"),
            "kind": controls.choice(list(networks()["W_hh"]), label="kind of W_hh"),
            "lag": controls.slider(0, T, value=20, step=1, label="lag k"),
            "seed": controls.choice({str(n + 1): n for n in range(SEEDS)}, label="network"),
        },
        arrays=networks(),
        show=show,
        draw=draw,
        sentence=(
            "With {f}, ρ = {rho:.2f} and inputs of size {size:.1f} the largest singular value is "
            "{sigma:.2f} and the mean slope {mean_slope:.2f}. At lag {lag} the gradient has length "
            "{now:.1e}, the bound is {limit:.1e}: {verdict}."
        ),
        words={"verdict": ["sure to vanish", "it may vanish, hold or explode"]},
    )
