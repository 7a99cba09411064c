"""The pictures of BPTT: what they light and what they write is what the mathematics says."""

import numpy as np
import pytest
from bs4 import BeautifulSoup
from matplotlib.figure import Figure
from playwright.sync_api import Browser

from rnnlib import figures, graphs
from rnnlib.explore import gradient_flow, walk, weight_copies
from rnnlib.scratch import rnn
from rnnlib.traced import TERMS, traced


def arrows(fig: Figure, color: str) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Where the arrows of one colour begin and end."""
    return [
        (text.xyann, text.xy)
        for text in fig.axes[0].texts
        if getattr(text, "arrow_patch", None) is not None and text.arrowprops["color"] == color
    ]


@pytest.mark.parametrize("node", graphs.PLACES)
def test_the_arrows_that_leave_a_node_are_lit_and_turned_round(node: str) -> None:
    leave = [(graphs.PLACES[end], graphs.PLACES[node]) for start, end in graphs.ARROWS if start == node]
    fig = graphs.step(node)
    assert arrows(fig, figures.ORANGE) == leave
    assert len(arrows(fig, figures.GREY)) == len(graphs.ARROWS) - len(leave)


def test_an_unknown_node_is_refused() -> None:
    with pytest.raises(ValueError, match="'c_t'"):
        graphs.step("h_t", "c_t")


def test_the_copies_share_the_gradient_of_the_weight() -> None:
    params = {
        "W_xh": np.array([[weight_copies.W_xh]]),
        "W_hh": np.array([[0.8]]),
        "b_h": np.zeros(1),
        "W_hy": np.array([[weight_copies.W_hy]]),
        "b_y": np.zeros(1),
    }
    x, y = (np.array(numbers)[:, None] for numbers in (weight_copies.x, weight_copies.y))
    h, y_hat = rnn.forward(params, x, np.array([weight_copies.h_0]))
    gradient = rnn.backward(params, x, y, h, y_hat)["W_hh"].item()
    copies = [weight_copies.slopes(copy) for copy in np.eye(3)]
    assert np.sum(copies) == pytest.approx(gradient, abs=1e-9)
    assert np.triu(np.array(copies).T, 1) == pytest.approx(0)  # a copy cannot change an earlier loss


@pytest.mark.parametrize("copy", ["copy 1", "copy 3", "all three"])
@pytest.mark.parametrize("W_hh", [0.0, 0.8])
def test_the_picture_of_the_copies_says_their_sum(copy: str, W_hh: float) -> None:
    moved = np.ones(3) if copy == "all three" else np.eye(3)[int(copy[-1]) - 1]
    fig = weight_copies.draw(copy, W_hh)
    assert f"{weight_copies.slopes(moved, W_hh).sum():+.3f}" in figures.sentence(fig)
    assert ("nothing beyond" in figures.sentence(fig)) == (W_hh == 0)


def test_the_parts_sent_by_the_losses_are_what_backpropagation_finds() -> None:
    rng = np.random.default_rng(1)
    W_hh = 0.9 * np.linalg.qr(rng.normal(size=(8, 8)))[0]
    W_xh, W_hy = rng.normal(size=(8, 1)), rng.normal(size=(1, 8))
    x, y = 0.5 * rng.normal(size=(7, 1, 1)), rng.normal(size=(7, 1, 1))
    params = {"W_xh": W_xh, "W_hh": W_hh, "b_h": np.zeros(8), "W_hy": W_hy, "b_y": np.zeros(1)}
    h, y_hat = rnn.forward(params, x[:, 0], np.zeros(8))
    states, sent = gradient_flow.flow(0.9, every=True)
    np.testing.assert_allclose(states, h, atol=1e-14)
    da = (1 - h[1:] ** 2) * sent.sum(axis=0)[1:]
    grads = rnn.backward(params, x[:, 0], y[:, 0], h, y_hat)
    np.testing.assert_allclose(da.T @ h[:-1], grads["W_hh"], atol=1e-13)
    _, last = gradient_flow.flow(0.9, every=False)
    assert not last[:7].any()


@pytest.mark.parametrize(("stage", "said"), [(1, "h = 0.462"), (5, "dh = +0.008"), (6, "so far +0.040")])
def test_the_walk_says_the_numbers_of_the_chapter(stage: int, said: str) -> None:
    assert said in figures.sentence(walk.draw(stage, 0.8))


def test_each_term_of_the_listing_has_its_arrow_its_number_and_its_line() -> None:
    shown = traced(rnn.backward, walk.terms(2, 0.8), "x")
    page = BeautifulSoup(shown._repr_html_(), "html.parser")
    for i, (value, (start, end)) in enumerate(zip(walk.terms(2, 0.8).values(), TERMS.values(), strict=True)):
        (term,) = page.select(f'button[data-term="{i}"]')
        number = f"{value:.3f}".replace("-", "−")
        assert number in page.select_one(f"#{term['aria-describedby']}").get_text()
        assert term.find_parent(class_="rnn-line") is not None
        arrow, written = page.select(f'svg [data-term="{i}"]')
        assert arrow.select("path")
        assert written.get_text(strip=True) == number
        assert (start, end) in graphs.ARROWS
    assert "dh = W_hy.T @ dy_hat + W_hh.T @ da_next" in repr(shown)


def test_terms_and_numbers_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="must stand once in the equations of forward"):
        traced(rnn.forward, walk.terms(2, 0.8), "x")
    with pytest.raises(ValueError, match="numbers must have a value for each"):
        traced(rnn.backward, {"W_hyᵀ dŷ_t": 1.0}, "x")


@pytest.mark.parametrize("way", ["pointer", "keyboard", "touch", "arrow"])
def test_a_term_lights_what_belongs_to_it(browser: Browser, way: str) -> None:
    shown = traced(rnn.backward, walk.terms(2, 0.8), "x")
    context = browser.new_context(has_touch=True)
    with context:
        page = context.new_page()
        page.set_content(f"<!doctype html><body>{shown._repr_html_()}")
        term = page.locator('button[data-term="3"]')
        if way == "pointer":
            term.hover()
        elif way == "touch":
            term.tap()
        elif way == "arrow":
            page.locator('svg [data-term="3"] text').first.hover()
        else:
            page.keyboard.press("Tab")
            while not term.evaluate("button => button === document.activeElement"):
                page.keyboard.press("Tab")
        page.wait_for_function(
            "() => getComputedStyle(document.querySelector('svg [data-term=\"0\"]')).opacity < 0.3"
        )
        strength = "marks => marks.map((mark) => Number(getComputedStyle(mark).opacity))"
        assert set(page.locator('[data-term="3"]').evaluate_all(strength)) == {1}
        others = page.locator('[data-term]:not([data-term="3"])').evaluate_all(strength)
        assert max(others) == 0.25
        lines = page.locator(".rnn-line").evaluate_all(
            "rows => rows.filter((row) => getComputedStyle(row).backgroundColor !== 'rgba(0, 0, 0, 0)')"
            ".map((row) => row.innerText)"
        )
        assert [line.strip().partition(" =")[0] for line in lines] == ["dh"]
