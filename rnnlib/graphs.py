"""The graph of one step of a recurrent network, the arrows that a derivation is about lit."""

from collections.abc import Collection, Mapping

from matplotlib.figure import Figure

from rnnlib import figures

Arrow = tuple[str, str]  # from a quantity to one that is computed from it

PLACES = {
    "h_{t-1}": (0.0, 0.0),
    "a_t": (1.45, 0.0),
    "h_t": (2.9, 0.0),
    "a_{t+1}": (4.35, 0.0),
    "ŷ_t": (2.9, 1.25),
    "L": (4.35, 1.25),
    "W_hy": (1.45, 1.25),
    "W_hh": (0.0, 1.25),
    "W_xh": (0.0, -1.25),
    "x_t": (1.45, -1.25),
}
# Each arrow: the immediate derivative that stands on it, and where it is written.
ARROWS = {
    ("ŷ_t", "L"): ("(2/T)(ŷ_t − y_t)", (3.65, 1.62)),
    ("h_t", "ŷ_t"): ("W_hy", (3.34, 0.62)),
    ("h_t", "a_{t+1}"): ("W_hh", (3.62, -0.24)),
    ("a_t", "h_t"): ("1 − h_t²", (2.17, -0.24)),
    ("W_hy", "ŷ_t"): ("h_t", (2.17, 1.5)),
    ("W_hh", "a_t"): ("h_{t-1}", (0.98, 0.82)),
    ("W_xh", "a_t"): ("x_t", (0.5, -0.46)),
    ("x_t", "a_t"): ("W_xh", (1.76, -0.62)),
    ("h_{t-1}", "a_t"): ("W_hh", (0.72, -0.24)),
}


def step(*sought: str) -> Figure:
    """Draw one step of the graph, lit what the gradients of the quantities sought are made of.

    Parameters
    ----------
    *sought : str
        Nodes, as ``PLACES`` names them: the arrows that leave them are orange and turned round, for that way
        the gradient flows, with the immediate derivative beside them. The others are grey.

    Returns
    -------
    Figure
        With its sentence.
    """
    if unknown := set(sought) - PLACES.keys():
        raise ValueError(f"sought must be nodes of the graph, {list(PLACES)}; got {sorted(unknown)}")
    lit = {arrow: written for arrow, (written, _) in ARROWS.items() if arrow[0] in sought}
    routes = " and ".join(f"from {start} to {end}" for start, end in lit)
    return figures.describe(_draw(lit, sought), f"One step of the graph; lit are the arrows {routes}.")


def numbered(numbers: Mapping[Arrow, str]) -> Figure:
    """Draw one step with a number beside each arrow given; both have the id ``term:`` and their place."""
    told = "; ".join(f"from {end} back to {start} {number}" for (start, end), number in numbers.items())
    return figures.describe(_draw(numbers, (), marked=True), f"One step of the graph: {told}.")


def _draw(lit: Mapping[Arrow, str], sought: Collection[str], marked: bool = False) -> Figure:
    fig, ax = figures.new(4.3, 2.9, margins=(0.05, 0.05, 0.05, 0.05))
    for arrow, (_, where) in ARROWS.items():
        head, tail = (0, 1) if arrow in lit else (1, 0)
        color = figures.ORANGE if arrow in lit else figures.GREY
        look = {"arrowstyle": "-|>", "color": color, "lw": 2.2 if arrow in lit else 1.2}
        look |= {"shrinkA": 17, "shrinkB": 17}
        drawn = ax.annotate("", PLACES[arrow[head]], PLACES[arrow[tail]], arrowprops=look)
        if arrow in lit:
            written = ax.text(*where, lit[arrow], color=color, ha="center", va="center", fontsize=10)
        if arrow in lit and marked:
            term = f"term:{list(lit).index(arrow)}"
            drawn.arrow_patch.set_gid(term)
            written.set_gid(term)
    reached = {*sought, *(end for _, end in lit)}
    for name, (x, y) in PLACES.items():
        color = figures.ORANGE if name in reached else figures.GREY
        face = (figures.ORANGE, 0.2) if name in sought else "none"
        shape = "s" if name[0] == "W" else "o"
        ax.plot([x], [y], shape, ms=33 if shape == "s" else 29, mfc=face, mec=color, mew=1.6, clip_on=False)
        text = name + "⁽ᵗ⁾" * (shape == "s")
        ax.text(x, y, text, color=figures.INK, ha="center", va="center_baseline", fontsize=10)
    ax.set(xlim=(-0.45, 4.8), ylim=(-1.65, 1.75))
    ax.axis("off")
    return fig
