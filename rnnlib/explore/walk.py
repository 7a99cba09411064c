"""Three steps of the one-neuron network, forward and back, with every number beside its arrow."""

from math import tanh

from matplotlib.figure import Figure

from rnnlib import figures

W_xh, W_hy = 0.5, 0.3
x, y = (1.0, 0.5, -0.5), (0.6, 0.4, -0.3)
STEPS = (1, 2, 3)


def terms(t: int, W_hh: float) -> dict[str, float]:
    """Return the value of each product in the equations of the backward pass, at step t."""
    h, own, carried, da = _passes(W_hh)
    return {
        "(2/T)(ŷ_t − y_t)": own[t] / W_hy,
        "dŷ_t h_tᵀ": own[t] / W_hy * h[t],
        "W_hyᵀ dŷ_t": own[t],
        "W_hhᵀ da_{t+1}": carried[t],
        "(1 − h_t²) ∘ dh_t": da[t],
        "da_t x_tᵀ": da[t] * x[t - 1],
        "da_t h_{t-1}ᵀ": da[t] * h[t - 1],
    }


def draw(stage: int, W_hh: float) -> Figure:
    """Draw the numbers known by a stage: 1 to 3 go forward, 4 to 6 backward."""
    h, own, carried, da = _passes(W_hh)
    back = 7 - stage if stage > 3 else None
    fig, ax = figures.new(4.8, 3.4, margins=(0.05, 0.05, 0.05, 0.05))
    figures.unrolled(ax, 3, now=None if back else stage, back=back)
    ax.set(xlim=(-0.3, 4.05), ylim=(-0.3, 2.3))
    ax.text(0.5, 1.13, f"W_hh = {W_hh:g}", color=figures.GREY, ha="center", va="center", fontsize=10)
    for t in range(1, min(stage, 3) + 1):
        ax.text(t + 0.2, 2.0, _minus(f"{W_hy * h[t]:.3f}"), color=figures.BLUE, va="center")
        ax.text(t + 0.17, 0.76, _minus(f"{h[t]:.3f}"), color=figures.BLUE, va="center")
    for t in range(back or 4, 4):
        dh = f"dh{figures.sub(t)} {_signed(own[t] + carried[t])}"
        ax.text(t + 0.06, 1.5, _signed(own[t]), color=figures.ORANGE, va="center")
        ax.text(t + 0.06, 0.46, dh, color=figures.ORANGE, va="center")
        if t < 3:
            ax.text(t + 0.5, 1.13, _signed(carried[t]), color=figures.ORANGE, ha="center")
    if back is None:
        said = f"h = {h[stage]:.3f}, ŷ = {W_hy * h[stage]:.3f}, target {y[stage - 1]}."
        return figures.describe(fig, f"Forward, t = {stage}: {_minus(said)}")
    so_far = sum(da[t] * h[t - 1] for t in range(back, 4))
    said = f"own {_signed(own[back])} plus carried {_signed(carried[back])} gives "
    said += f"dh = {_signed(own[back] + carried[back])}; dW_hh so far {_signed(so_far)}."
    return figures.describe(fig, f"Backward, t = {back}: {said}")


def _passes(W_hh: float) -> tuple[list[float], dict[int, float], dict[int, float], dict[int, float]]:
    """Return h with h_0, and by step what comes from the own output, what is carried back, and da."""
    h, da = [0.0], {4: 0.0}
    for x_t in x:
        h.append(tanh(W_xh * x_t + W_hh * h[-1]))
    own = {t: W_hy * 2 / 3 * (W_hy * h[t] - y[t - 1]) for t in STEPS}
    for t in reversed(STEPS):
        da[t] = (1 - h[t] ** 2) * (own[t] + W_hh * da[t + 1])
    return h, own, {t: W_hh * da[t + 1] for t in STEPS}, da


def _signed(value: float) -> str:
    return _minus(f"{value:+.3f}")


def _minus(text: str) -> str:
    return text.replace("-", "−")
