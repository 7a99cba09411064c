"""The gradient painted over a text: how much each letter read weighs in the surprise at a later one."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from rnnlib import figures
from rnnlib.data.names import ALPHABET
from rnnlib.explore import controls, marks
from rnnlib.explore.demos.names import END, LETTERS, SHOWN, STAGES, networks, read
from rnnlib.explore.live import Live, live
from rnnlib.explore.spelling import Values
from rnnlib.scratch.functions import softmax

LONGEST = 24
PLACES = LONGEST + 2  # the letters, what stands before them, and the end


def show(state: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Send the gradient of one letter's loss back to every input before it."""
    params, text = state[settings["stage"]], settings["text"]
    n = len(text)
    k = min(settings["k"], n + 1)  # the letter to be predicted; after the last comes the end
    h, z = read(params, text, n)
    target = END if k > n else int(text[k - 1]) + LETTERS
    p = softmax(z[k - 1])
    loss = -np.log(p[target])  # L = −log p_k[target]
    dz = p
    dz[target] -= 1.0  # dz_k = p_k − onehot(target)
    da = (1 - h[k] ** 2) * (params["W_hy"].T @ dz)  # da_k = (1 − h_k²) ∘ W_hyᵀ dz_k
    norms, painted = np.full(PLACES, np.nan), np.zeros(PLACES)
    for t in range(k, 0, -1):
        dx = params["W_xh"].T @ da  # dx_t = W_xhᵀ da_t
        norms[t - 1] = np.sqrt(np.sum(dx**2))
        da = (1 - h[t - 1] ** 2) * (params["W_hh"].T @ da)  # da_{t-1} = (1 − h_{t-1}²) ∘ W_hhᵀ da_t
    most = 0.0
    for t in range(k):
        most = max(most, norms[t])
    for t in range(k):
        painted[t] = norms[t] / most
    letters = np.full(PLACES, -1.0)
    letters[0] = 0.0
    for t in range(n):
        letters[t + 1] = text[t] + LETTERS
    letters[n + 1] = 1.0
    here = np.zeros((2, 2))
    here[0] = np.array([k + 0.1, k + 0.9])
    here[1] = -0.62
    return {
        "norms": norms,
        "painted": painted,
        "letters": letters,
        "here": here,
        "loss": loss,
        "target": target,
        "far": norms[0] / norms[k - 1],
        "back": k - 1,
        "so_far": text,
    }


def draw(values: Values) -> Figure:
    """Draw the letters on their colours, and beneath them the length of the gradient at each."""
    fig, (top, ax) = figures.new(
        5.2, 3.2, nrows=2, sharex=True, margins=(0.75, 0.1, 0.5, 0.1), height_ratios=(1, 3)
    )
    marks.cells(top, values, "painted", left=0, top=0.5, width=1, height=1, most=2.5, positive=figures.ORANGE)
    marks.letters(top, values, "letters", PLACES, fontsize=12)
    marks.line(top, values, "here", color=figures.GREEN, linewidth=3)
    top.set(xlim=(0, PLACES), ylim=(-0.8, 1.1))
    marks.text(
        top, 0, 0.75, values, "predicted: {target}, loss {loss:.2f} nats", color=figures.GREEN, fontsize=10
    )
    top.axis("off")
    marks.line(ax, values, "norms", x=np.arange(PLACES) + 0.5, color=figures.ORANGE, marker="o", markersize=4)
    ax.set(yscale="log", ylim=(1e-5, 100), xticks=[], ylabel="‖∂L/∂x_t‖", xlabel="letters read")
    return fig


def demo() -> Live:
    """Return the demo."""
    text = "smiling face with halo"
    return live(
        name="painted-gradient",
        caption=(
            "Type a name, and choose which of its letters is predicted (underlined). The colour of each "
            "letter before it is the length of the gradient that arrives there: how much that letter would "
            "have changed the surprise. How far back is there any colour? And before the training?"
        ),
        controls={
            "text": controls.text(text, alphabet=ALPHABET, longest=LONGEST, label="a name"),
            "k": controls.slider(1, LONGEST + 1, value=len(text), step=1, label="letter predicted"),
            "stage": controls.choice(list(STAGES), label="weights"),
        },
        arrays=networks(),
        show=show,
        draw=draw,
        sentence=(
            "The network {stage}: the loss at letter {target} of “{so_far}” is {loss:.2f}. The gradient that "
            "arrives {back} steps before it is {far:.2e} of the one that begins."
        ),
        words={"letters": SHOWN, "target": SHOWN, "so_far": ALPHABET},
    )
