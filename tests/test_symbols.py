"""Symbols in captions, labels and drawings: subscripts in place of underscores, code left alone."""

import pytest

from rnnlib import figures
from rnnlib.symbols import in_html, in_svg, in_text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("W_hh moves", "W<sub>hh</sub> moves"),
        ("x_{t+1}, then W_hh.", "x<sub>t+1</sub>, then W<sub>hh</sub>."),
        ("dW_hh and dh_t", "dW<sub>hh</sub> and dh<sub>t</sub>"),
        ("W_xhᵀ", "W<sub>xh</sub>ᵀ"),
        ("x̂_t, ŷ_t and γ_1", "x̂<sub>t</sub>, ŷ<sub>t</sub> and γ<sub>1</sub>"),
        ("Σ_j e^{z_j − 1}", "Σ<sub>j</sub> e<sup>z<sub>j</sub> − 1</sup>"),
        ("h_0 < 1 & more", "h<sub>0</sub> &lt; 1 &amp; more"),
    ],
)
def test_a_symbol_gets_its_subscript(text: str, html: str) -> None:
    assert in_html(text) == html


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("factor on W_hh", "factor on Wₕₕ"),
        ("x_{t+1}, h_0 & da_{t−1}", "xₜ₊₁, h₀ & daₜ₋₁"),
        ("W_hy and b_y", "W_hy and b_y"),  # Unicode has no lowered y
        ("clip_grad_norm", "clip_grad_norm"),
    ],
)
def test_plain_text_has_the_subscripts_that_unicode_has(text: str, plain: str) -> None:
    assert in_text(text) == plain


@pytest.mark.parametrize(
    "code", ["clip_grad_norm", "W_hh.T", "h_prev", "y_hat", "x_t[0]", "rnn.W_hh", "max_"]
)
def test_a_name_of_the_code_stays_as_it_is(code: str) -> None:
    assert in_html(code) == in_svg(code) == code


def test_a_drawing_goes_back_to_the_line_after_a_subscript() -> None:
    assert in_svg("W_hh h_0") == (
        'W<tspan dy=".3em" font-size="75%">hh</tspan><tspan dy="-.225em"> h</tspan>'
        '<tspan dy=".3em" font-size="75%">0</tspan>'
    )


def test_captions_and_drawings_show_symbols() -> None:
    fig, ax = figures.new()
    ax.text(0.5, 0.5, "W_hh")
    page = figures.show(figures.describe(fig, "One weight."), caption="Only W_hh moves.").html
    assert "W_hh" not in page
    assert "<figcaption>Only W<sub>hh</sub> moves.</figcaption>" in page
