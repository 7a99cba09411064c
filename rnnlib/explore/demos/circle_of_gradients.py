"""All gradients of length 1 of a state of two units, carried back: a circle becomes an ellipse."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.explore import controls, marks
from rnnlib.explore.live import Live, live
from rnnlib.explore.spelling import Values

STEPS, CORNERS, LEAST = 20, 48, 1e-13
WIDTH, HEIGHT = 4.4, 5.0
ACROSS, OUTSIDE = 2.7, 3.3  # half the width of the plane; a length that lies outside it in every direction


def singular_value(M: np.ndarray) -> float:
    """Return the largest singular value of a 2 × 2 matrix: half the sum of two lengths."""
    turned = np.sqrt((M[0, 0] + M[1, 1]) ** 2 + (M[1, 0] - M[0, 1]) ** 2)
    mirrored = np.sqrt((M[0, 0] - M[1, 1]) ** 2 + (M[1, 0] + M[0, 1]) ** 2)
    return (turned + mirrored) / 2


def spectral_radius(M: np.ndarray) -> float:
    """Return the largest |λ| of a 2 × 2 matrix, from λ² − (trace) λ + det = 0."""
    half = (M[0, 0] + M[1, 1]) / 2
    det = M[0, 0] * M[1, 1] - M[0, 1] * M[1, 0]
    inside = half**2 - det
    if inside >= 0:
        return abs(half) + np.sqrt(inside)
    return np.sqrt(det)  # a pair of complex eigenvalues


def held(u: np.ndarray) -> np.ndarray:
    """Return u, shortened to where the plane ends and the picture does not."""
    return u * min(1.0, OUTSIDE / max(np.sqrt(np.sum(u**2)), LEAST))


def outline(M: np.ndarray) -> np.ndarray:
    """Return what M makes of the circle of radius 1, (2, CORNERS + 1)."""
    points = np.zeros((2, CORNERS + 1))
    for n in range(CORNERS + 1):
        angle = 2 * np.pi * n / CORNERS
        u = held(M @ np.array([np.cos(angle), np.sin(angle)]))
        points[0, n] = u[0]
        points[1, n] = u[1]
    return points


def spoke(u: np.ndarray) -> np.ndarray:
    """Return the line from the centre to u."""
    ends = np.zeros((2, 2))
    ends[0, 1] = u[0]
    ends[1, 1] = u[1]
    return ends


def end(u: np.ndarray) -> np.ndarray:
    """Return u as a line of one point."""
    point = np.zeros((2, 1))
    point[0, 0] = u[0]
    point[1, 0] = u[1]
    return point


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Carry the circle k steps back; return its outlines, and lengths for every lag."""
    J_T = np.zeros((2, 2))  # Jᵀ: its columns are what it makes of (1, 0) and (0, 1)
    for i in range(2):
        J_T[i, 0] = settings["first"][i]
        J_T[i, 1] = settings["second"][i]
    sigma, rho = singular_value(J_T), spectral_radius(J_T)
    turn = settings["angle"] * np.pi / 180
    dh = np.array([np.cos(turn), np.sin(turn)])
    product, now, before = np.eye(2), np.eye(2), np.eye(2)
    longest, one = np.zeros(STEPS + 1), np.zeros(STEPS + 1)
    bound, by_rho = np.zeros(STEPS + 1), np.zeros(STEPS + 1)
    for k in range(STEPS + 1):
        longest[k] = singular_value(product)
        one[k] = np.sqrt(np.sum((product @ dh) ** 2))
        bound[k] = sigma**k
        by_rho[k] = rho**k
        if k < settings["k"]:
            before = product
            now = J_T @ product
        product = J_T @ product
    mark = np.zeros((2, 1))
    mark[0, 0] = settings["k"]
    mark[1, 0] = max(longest[settings["k"]], LEAST)
    way = 0 if rho < 1 else 1
    if abs(rho - 1) < 1e-9:
        way = 3
    if sigma < 1:
        way = 2
    return {
        "first": end(settings["first"]),
        "second": end(settings["second"]),
        "spokes": spoke(settings["first"]),
        "spokes2": spoke(settings["second"]),
        "before": outline(before),
        "now": outline(now),
        "dh": spoke(held(now @ dh)),
        "longest": np.where(longest > LEAST, longest, np.nan),
        "one": np.where(one > LEAST, one, np.nan),
        "bound": np.where(bound > LEAST, bound, np.nan),
        "by_rho": np.where(by_rho > LEAST, by_rho, np.nan),
        "mark": mark,
        "sigma": sigma,
        "rho": rho,
        "length": longest[settings["k"]],
        "way": way,
    }


def draw(values: Values) -> Figure:
    """Draw the ellipse in the plane, and the lengths by lag."""
    fig, (plane, plot) = figures.new(
        WIDTH, HEIGHT, nrows=2, height_ratios=[1.9, 1], margins=(0.75, 0.45, 0.55, 0.35)
    )
    turn = np.linspace(0, 2 * np.pi, 97)
    plane.plot(np.cos(turn), np.sin(turn), color=figures.GREY, linewidth=1)
    marks.line(plane, values, "before", color=figures.GREY, linewidth=1, label="the ellipse before")
    marks.line(plane, values, "now", color=figures.ORANGE, linewidth=2.5, label="the ellipse")
    marks.line(plane, values, "dh", color=figures.PURPLE, linewidth=2, label="one gradient")
    for name, of in (("spokes", "first"), ("spokes2", "second")):
        marks.line(plane, values, name, color=figures.BLUE, linewidth=1, label="a spoke")
        marks.line(plane, values, of, color=figures.BLUE, marker="o", markersize=10, linestyle="none")
    box = plane.get_position()
    up = ACROSS * (HEIGHT * box.height) / (WIDTH * box.width)  # a circle looks like one
    plane.set(xlim=(-ACROSS, ACROSS), ylim=(-up, up), xticks=[-2, -1, 0, 1, 2], yticks=[-1, 0, 1])
    plane.set(xlabel="gradient of unit 1", ylabel="of unit 2")
    said = "σ = {sigma:.2f}, ρ = {rho:.2f}: {way}"
    marks.text(plane, 0, 1.04, values, said, transform=plane.transAxes, fontsize=10)
    marks.line(plot, values, "bound", color=figures.INK, linestyle="--", linewidth=1.4, label="the bound")
    marks.line(plot, values, "by_rho", color=figures.BLUE, linestyle=":", label="ρ to the power of the lag")
    marks.line(plot, values, "one", color=figures.PURPLE, label="one gradient")
    marks.line(plot, values, "longest", color=figures.ORANGE, linewidth=2.5, label="the longest")
    marks.line(plot, values, "mark", color=figures.ORANGE, marker="o", markersize=9, linestyle="none")
    plot.set(yscale="log", xlim=(0, STEPS), ylim=(1e-4, 1e4), xticks=range(0, STEPS + 1, 5))
    plot.set(xlabel="lag k: steps back", ylabel="length")
    plot.set_yticks([1e-4, 1e-2, 1, 1e2, 1e4], ["10⁻⁴", "0.01", "1", "100", "10⁴"])
    plot.minorticks_off()
    plot.grid(axis="y")
    for across, text, color in (
        (0.02, "longest", figures.ORANGE),
        (0.24, "one gradient", figures.PURPLE),
        (0.6, "σᵏ", figures.INK),
        (0.72, "ρᵏ", figures.BLUE),
    ):
        plot.text(across, 0.05, text, color=color, transform=plot.transAxes, fontsize=10)
    return fig


def demo() -> Live:
    """Return the demo."""
    return live(
        name="circle-of-gradients",
        caption=(
            "Drag the blue dots: where one step back takes the gradients (1, 0) and (0, 1). Move k: orange "
            "is where k steps take the whole circle, purple one gradient of it. As it stands, the circle is "
            "stretched and then fades. Make it fade without a stretch; then make it grow without end."
        ),
        controls={
            "first": controls.point((0.8, 0.0), (-2.0, -1.5), (2.0, 1.5), label="where (1, 0) goes"),
            "second": controls.point((1.6, 0.7), (-2.0, -1.5), (2.0, 1.5), label="where (0, 1) goes"),
            "k": controls.slider(0, STEPS, value=1, step=1, label="steps back k"),
            "angle": controls.slider(0, 180, value=60, step=5, label="direction of one gradient, degrees"),
        },
        arrays={},
        show=show,
        draw=draw,
        sentence=(
            "With the largest singular value {sigma:.2f} and the spectral radius {rho:.2f}, {k} steps back "
            "take the longest gradient to length {length:.3f}: {way}."
        ),
        words={
            "way": [
                "it may grow, then it fades",
                "it grows without end",
                "every step shortens it",
                "it stays or grows slowly",
            ]
        },
    )
