"""Figures: the same bytes on every run, readable in light and dark, told in a sentence."""

import itertools
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from rnnlib import figures, svg

CSS = Path(figures.__file__).parent.joinpath("explore", "static", "explore.css").read_text(encoding="utf-8")
PAPERS = {"light": ["#ffffff"], "dark": ["#14181e", "#111111"]}  # the book's page and JupyterLab's


def curve(color: str = figures.BLUE, sentence: str = "A curve that rises.") -> Figure:
    fig, ax = figures.new()
    ax.plot([1, 2, 3], [0.123456789, 0.2, 0.4], "o-", color=color, label="state h₁ < 1 & more")
    ax.legend()
    ax.set(xlabel="time step t", ylabel="h_t")
    return figures.describe(fig, sentence)


# --- the SVG


def test_the_same_bytes_in_every_process() -> None:
    code = "import test_figures as t; from rnnlib import figures; print(figures.svg(t.curve()))"
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=Path(__file__).parent,
            env={"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8", "MPLCONFIGDIR": mpl.get_configdir()},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1] == figures.svg(curve()).encode() + b"\n"


def test_svg_scales_and_carries_its_sentence() -> None:
    root = ET.fromstring(figures.svg(curve(sentence='Both "a" & <b>\n  rise.')))
    assert root.get("role") == "img"
    assert root.get("aria-label") == 'Both "a" & <b> rise.'
    assert root.get("viewBox") == "0 0 374.4 230.4"
    assert root.get("width") is None
    assert "max-width:100%" in root.get("style", "")
    texts = ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "state h₁ < 1 & more" in texts
    assert "time step t" in texts


def test_svg_is_small_and_has_no_style_of_its_own() -> None:
    written = figures.svg(curve())
    assert "<style" not in written  # it would style the whole page
    assert "<!--" not in written
    assert "metadata" not in written
    assert "font-family" not in written
    assert len(written) < 6000
    for attribute in re.findall(r' (?:d|x|y|transform)="([^"]*)"', written):
        assert not re.search(r"\.\d\d", attribute), attribute
    assert all(line.startswith("<") for line in written.splitlines())


def test_cells_are_clipped_together() -> None:
    many = "".join(f'<path clip-path="url(#c)" d="M {i} 0"/>\n' for i in range(3))
    for group, clipped in (
        (f'<g id="live:0">\n{many}</g>', 1),
        (f'<g id="live:0">\n{many}<path d="M 9 0"/>\n</g>', 3),
    ):
        source = f'<svg viewBox="0 0 9 9">\n<defs><clipPath id="c"/></defs>\n{group}\n</svg>'
        assert svg.inline(source, "", {}).count("clip-path=") == clipped


def test_small_letters_are_raised_on_a_phone_and_nowhere_else() -> None:
    source = '<svg viewBox="0 0 375 9"><text style="font-size: {}px">x</text></svg>'
    assert "max(10px,var(--phone,0)*10.5px)" in svg.inline(source.format(10), "", {})
    assert "font-size: 11px" in svg.inline(source.format(11), "", {})


def test_svg_uses_the_palette_by_name() -> None:
    written = figures.svg(curve(color=figures.BLUE))
    assert f"stroke: var(--rnn-blue, {figures.BLUE})" in written
    assert "stroke: currentColor" in written
    assert figures.INK not in written
    assert not re.search(r"(?:fill|stroke): #", written)
    assert "stroke: #123456" in figures.svg(curve(color="#123456"))


def test_ids_are_used_defined_and_not_shared() -> None:
    def ids(written: str) -> set[str]:
        return set(re.findall(r' id="([^"]*)"', written))

    one, other = figures.svg(curve()), figures.svg(curve(color=figures.RED))
    used = set(re.findall(r'url\(#([^)]*)\)|href="#([^"]*)"', one))
    assert {a or b for a, b in used} == ids(one) != set()
    assert not ids(one) & ids(other)
    assert all(name.startswith("demo-") for name in ids(figures.svg(curve(), prefix="demo")))


def test_slots_are_named() -> None:
    fig, ax = figures.new()
    ax.text(0.5, 0.5, "0.462", gid="slot:h")
    assert 'data-slot="h"' in figures.svg(figures.describe(fig, "One number."))


def test_a_rectangle_is_its_corner_and_its_sides_and_any_other_outline_stays() -> None:
    for outline, written in (
        ("M 1 9.04 L 3.1 9.04 L 3.1 4 L 1 4 z ", "M1 9h2.1v-5h-2.1z"),
        ("M 1 9 L 3 9 L 3 4 L 1 4 L 1 9 z ", "M1 9h2v-5h-2z"),
        ("M 1 9 L 3 9 L 3 4 L 2 4 z ", "M 1 9 L 3 9 L 3 4 L 2 4 z "),
        ("M 1 9 L 1 4 L 3 4 L 3 9 z ", "M 1 9 L 1 4 L 3 4 L 3 9 z "),
    ):
        source = f'<svg viewBox="0 0 9 9">\n<g><path d="{outline}"/></g>\n</svg>'
        assert f'<path d="{written}"/>' in svg.inline(source, "", {})


def test_an_image_survives() -> None:
    fig, ax = figures.new()
    ax.imshow(np.arange(16.0).reshape(4, 4))
    written = figures.svg(figures.describe(fig, "Four by four."))
    ET.fromstring(written)
    assert 'href="data:image/png;base64,' in written


def test_inline_rejects_what_is_no_figure() -> None:
    with pytest.raises(ValueError, match="source must be an SVG file"):
        svg.inline("<svg></svg>", "x", {})


# --- the style


def test_nothing_leaks_out_of_a_figure_and_nothing_leaks_in() -> None:
    before = dict(mpl.rcParams)
    usual = figures.svg(curve())
    assert dict(mpl.rcParams) == before
    with mpl.rc_context({"font.size": 20, "lines.linewidth": 7, "legend.frameon": True, "text.color": "red"}):
        assert figures.svg(curve()) == usual


def test_axes_stay_still_whatever_the_labels() -> None:
    (_, ax), (_, wide) = figures.new(), figures.new()
    wide.plot([0, 1], [0, 1e6])
    wide.set_ylabel("a long label")
    assert ax.get_position().bounds == wide.get_position().bounds
    assert figures.new(nrows=2, ncols=3)[1].shape == (2, 3)


# --- the palette: contrast, and colour blindness


def themes() -> dict[str, dict[str, str]]:
    """Return the colours that explore.css sets for light and for dark."""
    blocks = re.findall(r"([^{}]*)\{([^{}]*)\}", CSS)
    light = next(body for selector, body in blocks if selector.strip().endswith(":root"))
    dark = next(body for selector, body in blocks if '[data-theme="dark"],' in selector)
    return {
        name: dict(re.findall(r"--rnn-(\w+): (#[0-9a-f]{6})", body))
        for name, body in (("light", light), ("dark", dark))
    }


def linear(color: str) -> np.ndarray:
    value = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def contrast(color: str, other: str) -> float:
    """WCAG 2 contrast ratio."""
    low, high = sorted(float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (color, other))
    return (high + 0.05) / (low + 0.05)


# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
VISION = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(rgb: np.ndarray) -> np.ndarray:
    t = TO_XYZ @ np.clip(rgb, 0, 1) / [0.9505, 1, 1.089]
    f = np.where(t > 0.008856, np.cbrt(t), 7.787 * t + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(color: str, other: str) -> float:
    """Return the smallest CIE 1976 colour difference over the kinds of vision."""
    return min(
        float(np.linalg.norm(lab(seen @ linear(color)) - lab(seen @ linear(other))))
        for seen in VISION.values()
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_colour_reads_on_its_page(theme: str) -> None:
    colors = themes()[theme]
    assert set(colors) == {*figures.PALETTE, "paper", "line"}
    for name, paper in itertools.product(figures.PALETTE, PAPERS[theme]):
        assert contrast(colors[name], paper) >= 4.5, (name, paper)


@pytest.mark.parametrize("paper", ["#ffffff", "#111111", "#1e1e1e"])
def test_every_colour_is_seen_where_no_css_is_loaded(paper: str) -> None:
    for name, color in figures.PALETTE.items():
        assert contrast(color, paper) >= 3, name


@pytest.mark.parametrize(("theme", "least"), [("light", 25), ("dark", 25), ("none", 18)])
def test_colours_stay_apart_for_colour_blind_readers(theme: str, least: float) -> None:
    colors = themes().get(theme, figures.PALETTE)
    for one, other in itertools.combinations(figures.PALETTE, 2):
        wanted = 14 if "grey" in (one, other) else least
        assert distance(colors[one], colors[other]) >= wanted, (one, other)


def test_the_measures_tell_good_from_bad() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast(themes()["light"]["blue"], "#14181e") < 4.5
    assert distance("#000000", "#ffffff") == pytest.approx(100, abs=0.1)
    assert distance("#4daf4a", "#ff7f00") < 18  # green and orange of a common palette


# --- showing


def test_show_is_a_figure_with_a_caption() -> None:
    shown = figures.show(curve(), caption="Try 1 < 2 & more.")
    page = shown._repr_html_()
    assert page.startswith('<figure class="rnn-figure">')
    assert "<figcaption>Try 1 &lt; 2 &amp; more.</figcaption></figure>" in page
    assert repr(shown) == "Figure: A curve that rises."
    assert "figcaption" not in figures.show(curve())._repr_html_()


def test_a_figure_without_a_sentence_is_not_shown() -> None:
    fig, _ = figures.new()
    with pytest.raises(ValueError, match="no text alternative"):
        figures.show(fig)
    with pytest.raises(ValueError, match="sentence must be a text"):
        figures.describe(fig, "  ")
    with pytest.raises(TypeError, match="fig must be a matplotlib Figure, got NoneType"):
        figures.show(None)  # type: ignore[arg-type]


def test_margins_must_leave_room() -> None:
    with pytest.raises(ValueError, match="width and height must exceed the margins"):
        figures.new(width=0.5)


# --- recurring drawings


def test_unrolled_places_time_from_left_to_right() -> None:
    _, ax = figures.new()
    at = figures.unrolled(ax, 3, inputs=[1], outputs=[3], losses=[3])
    assert set(at) == {"x1", "h0", "h1", "h2", "h3", "y3", "L3"}
    assert at["h0"][0] < at["h1"][0] < at["h2"][0] < at["h3"][0]
    assert at["x1"][1] < at["h1"][1] < at["y3"][1] < at["L3"][1]
    texts = {text.get_text() for text in ax.texts}
    assert {"x₁", "h₀", "h₃", "ŷ₃", "L₃"} <= texts
    assert "x₂" not in texts


def test_unrolled_shows_where_the_pass_is() -> None:
    def text_colors(**options: int) -> dict[str, str]:
        _, ax = figures.new()
        figures.unrolled(ax, 3, **options)
        return {text.get_text(): text.get_color() for text in ax.texts if text.get_text()}

    forward = text_colors(now=2)
    assert (forward["x₁"], forward["x₂"], forward["x₃"]) == (figures.INK, figures.BLUE, figures.GREY)
    backward = text_colors(back=2)
    assert (backward["ŷ₁"], backward["ŷ₂"], backward["h₃"]) == (figures.INK, figures.ORANGE, figures.ORANGE)


def test_unrolled_turns_the_arrows_of_the_gradient() -> None:
    def heads(**options: int) -> list[float]:
        _, ax = figures.new()
        figures.unrolled(ax, 3, inputs=(), outputs=(), **options)
        arrows = [text for text in ax.texts if getattr(text, "arrow_patch", None)]
        return [arrow.xy[0] - arrow.xyann[0] for arrow in arrows]

    assert heads() == [1, 1, 1]
    assert heads(back=2) == [1, 1, -1]
    assert heads(back=1) == [1, -1, -1]


@pytest.mark.parametrize("options", [{"T": 0}, {"T": 3, "now": 4}, {"T": 3, "back": 0}])
def test_unrolled_rejects_steps_that_are_not_there(options: dict[str, int]) -> None:
    _, ax = figures.new()
    with pytest.raises(ValueError, match="T must be at least 1"):
        figures.unrolled(ax, **options)


def test_sub_writes_indices() -> None:
    assert "h" + figures.sub(12) == "h₁₂"
    assert figures.sub("t-1") == "t₋₁"
