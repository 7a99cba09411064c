"""What the chapters claim about training, truncation and the softmax, checked apart from their own cells."""

import contextlib
import io
from itertools import product
from pathlib import Path

import nbformat
import numpy as np
import pytest

from rnnlib import softmax_cross_entropy

CHAPTERS = Path(__file__).parent.parent / "chapters"


def text_of(chapter: str) -> str:
    (path,) = CHAPTERS.glob(f"{chapter}_*.ipynb")
    return "\n\n".join(cell.source for cell in nbformat.read(path, 4).cells)


def defined_in(chapter: str, *cells: str) -> dict:
    """The names that some cells of a chapter define."""
    (path,) = CHAPTERS.glob(f"{chapter}_*.ipynb")
    sources = {cell.id: cell.source for cell in nbformat.read(path, 4).cells}
    names: dict = {}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in cells:
            exec(sources[cell], names)
    return names


# --- momentum


@pytest.mark.parametrize("momentum", [0.5, 0.8, 0.9])
def test_an_update_with_momentum_shrinks_the_distance_by_the_root_of_it_at_best(momentum):
    rates = []
    for lr_times_curvature in np.linspace(0, 2 * (1 + momentum), 2001):
        recurrence = [[1 + momentum - lr_times_curvature, -momentum], [1, 0]]
        rates.append(abs(np.linalg.eigvals(recurrence)).max())
    assert min(rates) == pytest.approx(np.sqrt(momentum), abs=1e-9)


def test_the_momentum_table_has_the_momentum_that_the_chapter_uses():
    (path,) = CHAPTERS.glob("07_*.ipynb")
    (cell,) = [cell for cell in nbformat.read(path, 4).cells if cell.id == "valleys"]
    (output,) = cell.outputs
    rows = [line.split()[0] for line in output["data"]["text/plain"].splitlines()]
    assert {"0.0", "0.9"} <= set(rows)


# --- truncation


@pytest.fixture(scope="module")
def truncation():
    return defined_in("07", "cell-002", "record", "build", "truncated-gradient", "overlap")


@pytest.mark.parametrize(("back", "same_as"), [(11, 11), (44, 220), (220, 220)])
def test_overlap_lies_between_the_chunks_and_the_whole(truncation, back, same_as):
    params = truncation["build"](3)
    given, expected = truncation["overlapping"](params, 11, back), truncation["truncated"](params, same_as)
    distance = np.linalg.norm(given - expected) / np.linalg.norm(expected)
    assert distance < (0.01 if back == 44 else 1e-12)  # 44 steps back leave next to nothing of the bias


def gradient_of_recurrent_weight(W: float, passes: np.ndarray) -> float:
    """∂L/∂W of h_t = tanh(W h_{t-1} + x_t), L = Σ h_t², where passes[t] scales what returns from t + 1."""
    x, h = np.array([0.7, -0.4, 0.9, 0.3]), [0.2]
    for x_t in x:
        h.append(np.tanh(W * h[-1] + x_t))
    da, total = 0.0, 0.0
    for t in range(len(x), 0, -1):
        da = (1 - h[t] ** 2) * (2 * h[t] + passes[t - 1] * W * da)
        total += da * h[t - 1]
    return total


@pytest.mark.parametrize("chance", [0.2, 0.5, 0.9])
def test_cuts_at_random_places_leave_no_bias_when_what_crosses_is_weighted(chance):
    full = gradient_of_recurrent_weight(0.8, np.ones(4))
    weighted = unweighted = 0.0
    for crosses in product([0, 1], repeat=4):
        probability = np.prod([chance if cross else 1 - chance for cross in crosses])
        weighted += probability * gradient_of_recurrent_weight(0.8, np.array(crosses) / chance)
        unweighted += probability * gradient_of_recurrent_weight(0.8, np.array(crosses))
    assert weighted == pytest.approx(full, rel=1e-12)
    assert abs(unweighted - full) > 0.01 * abs(full)


def test_the_cosine_of_unrelated_gradients_with_their_mean():
    several = np.random.default_rng(1).normal(size=(500, 5, 97))
    means = several.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(several, axis=2) * np.linalg.norm(means, axis=2)
    assert np.mean((several * means).sum(axis=2) / lengths) == pytest.approx(1 / np.sqrt(5), abs=0.01)


# --- the softmax


@pytest.mark.parametrize("tau", [0.5, 1, 2])
def test_far_to_the_left_the_slope_of_the_loss_tends_to_a_constant(tau):
    def slope(score: float) -> float:
        logits = np.array([[[1.0, score, 0.0]]]) / tau
        return softmax_cross_entropy(logits, np.array([[1]]))[1][0, 0, 1] / tau

    assert abs(slope(-20 * tau) + 1 / tau) < 1e-8 < abs(slope(-4 * tau) + 1 / tau)


# --- what was once said, and is wrong


@pytest.mark.parametrize(
    ("chapter", "once"),
    [
        ("01", "what a network without state can"),
        ("03", "cannot exceed 1/τ"),
        ("03", "about 746"),
        ("05", "None gives the gradient"),
        ("05", "generates text, its output is fed back"),
        ("07", "the forward pass is exactly the same"),
        ("07", "do not get as far"),
        ("07", "no averaging"),
    ],
)
def test_a_claim_that_was_wrong_does_not_come_back(chapter, once):
    assert once not in text_of(chapter).replace("\n", " ")


@pytest.mark.parametrize(
    ("chapter", "said"),
    [
        ("01", "A window that slides along a sequence shares its weights too"),
        ("05", "dummy variables"),
        ("05", "teacher forcing"),
        ("07", "BPTT($h$; $h'$)"),
        ("07", "Tallec and Ollivier"),
    ],
)
def test_a_name_that_was_missing_is_there(chapter, said):
    assert said in text_of(chapter)
