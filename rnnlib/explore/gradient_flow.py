"""The length of the gradient on its way back through seven steps of a network of eight units."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.losses import mse

T = 7


def flow(scale: float, every: bool, seed: int = 1, H: int = 8) -> tuple[np.ndarray, np.ndarray]:
    """Return the states h (T+1, H), and sent (T+1, T+1, H): [k, t] is what loss k sends to h_t."""
    rng = np.random.default_rng(seed)
    W_hh = scale * np.linalg.qr(rng.normal(size=(H, H)))[0]
    W_xh, W_hy = rng.normal(size=(H, 1)), rng.normal(size=(1, H))
    x, y = 0.5 * rng.normal(size=(T, 1, 1)), rng.normal(size=(T, 1, 1))
    h = np.zeros((T + 1, H))
    for t in range(1, T + 1):
        h[t] = np.tanh(W_xh @ x[t - 1, 0] + W_hh @ h[t - 1])
    mask = np.full((T, 1), every) | (np.arange(T) == T - 1)[:, None]  # (T, B): the steps that have a loss
    dy_hat = mse(h[1:, None] @ W_hy.T, y, mask)[1][:, 0]  # (T, O)
    sent = np.zeros((T + 1, T + 1, H))
    for k in range(1, T + 1):
        sent[k, k] = W_hy.T @ dy_hat[k - 1]
        for t in range(k, 1, -1):
            sent[k, t - 1] = W_hh.T @ ((1 - h[t] ** 2) * sent[k, t])
    return h, sent


def draw(t: int, scale: float, loss: str) -> Figure:
    """Draw the gradient come back to step t: its length at each state, whole and by loss."""
    every = loss == "at every step"
    _, sent = flow(scale, every)
    whole = np.linalg.norm(sent.sum(axis=0), axis=-1)  # length of dh_t
    single = np.linalg.norm(sent, axis=-1)  # [k, t]: length of what loss k sends to h_t
    fig, (graph, plot) = figures.new(
        width=4.6, height=4.7, nrows=2, margins=(0.6, 0.05, 0.55, 0.05), height_ratios=[1, 1.5]
    )
    fig.subplots_adjust(hspace=0.08)
    _graph(graph, t, whole, range(1, T + 1) if every else [T])
    _lengths(plot, t, whole, single if every else None)
    said = f"Gone back to step {t}, scale {scale:g}, loss {loss}: the gradient has length {whole[t]:.2g}"
    if t < T:
        said += f", {whole[t] / whole[T]:.2g} times that at step {T}"
    if every and t < T:
        said += f"; loss {T} sends {single[T, t]:.2g} of it, loss {t} {single[t, t]:.2g}"
    return figures.describe(fig, said + ".")


def _graph(graph: Axes, t: int, whole: np.ndarray, lossy: range | list[int]) -> None:
    back = np.arange(t, T + 1)
    unnamed = {f"h{k}": "" for k in back}
    at = figures.unrolled(graph, T, inputs=(), outputs=lossy, losses=lossy, back=t, labels=unnamed)
    graph.set(ylim=(0.6, 3.4))
    for k in back:
        graph.text(*at[f"h{k}"], "h" + figures.sub(int(k)), ha="center", va="center_baseline")
    # The longer the gradient, the fuller the node.
    strength = np.clip((np.log10(whole[back]) + 3) / 8, 0, 0.6)
    across, up = zip(*(at[f"h{k}"] for k in back), strict=True)
    graph.scatter(across, up, s=676, color=[to_rgba(figures.ORANGE, a) for a in strength], lw=0)


def _lengths(plot: Axes, t: int, whole: np.ndarray, single: np.ndarray | None) -> None:
    back, gap = np.arange(t, T + 1), [np.nan]  # the gap lies between the lines of two losses
    if single is not None:
        across = np.concatenate([np.append(range(t, k + 1), gap) for k in back])
        up = np.concatenate([np.append(single[k, t : k + 1], gap) for k in back])
        plot.plot(across, up, color=figures.GREY, lw=1.2)
        plot.plot(back, single[back, back], "o", color=figures.GREY, ms=4)
        plot.text(3.2, 2000, "parts, by loss", color=figures.GREY, va="top")
    plot.plot(back, whole[back], "o-", color=figures.ORANGE, lw=2.5)
    plot.plot([t], [whole[t]], "o", ms=13, mfc="none", mec=figures.ORANGE, mew=2)
    plot.set(xlim=(-0.35, T + 0.35), ylim=(3e-4, 3000), yscale="log", xticks=range(1, T + 1))
    plot.set_yticks([0.001, 0.01, 0.1, 1, 10, 100], labels=["0.001", "0.01", "0.1", "1", "10", "100"])
    plot.minorticks_off()
    plot.grid(axis="y")
    plot.set_xlabel("step t")
    plot.text(-0.25, 2000, "length of dhₜ", color=figures.ORANGE, va="top")
