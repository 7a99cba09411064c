"""The parts of live demos: how values are spelled and packed, what controls hold, a listing broken."""

import inspect
from typing import Any

import numpy as np
import pytest

from rnnlib.explore import controls
from rnnlib.explore.breaking import broken
from rnnlib.explore.demos import every
from rnnlib.explore.live import Live
from rnnlib.explore.packing import pack, unpack
from rnnlib.explore.spelling import Values, written
from rnnlib.scratch import rnn

# --- spelling


@pytest.mark.parametrize(
    ("value", "digits", "form", "text"),
    [
        (0.125, 2, "f", "0.13"),  # as the page rounds, away from zero
        (-0.125, 2, "f", "−0.13"),
        (-0.001, 2, "f", "0.00"),
        (3, None, "f", "3"),
        (0.1, None, "f", "0.1"),
        (1 / 3, None, "f", "0.3333"),
        (100.0, None, "f", "100"),
        (1.5e-7, 1, "e", "1.5e−7"),
        (2.5e12, 2, "f", "2.50e12"),
        (np.nan, 2, "f", "–"),
        (-np.inf, 2, "f", "overflow"),
        (1e-5, None, "f", "1e−5"),
        (-0.000158, None, "f", "−1.58e−4"),
        (0.001, None, "f", "0.001"),
        (1e-5, 3, "f", "0.000"),
        (True, None, "f", "yes"),
        ("tanh", None, "f", "tanh"),
    ],
)
def test_a_value_is_written(value: Any, digits: int | None, form: str, text: str) -> None:
    assert written(value, digits, form) == text


def test_a_template_takes_values_and_words() -> None:
    values = Values(
        {"n": 3, "h": np.array([[0.5, -0.25]]), "odd": 1, "f": "tanh", "letters": np.array([0, 2])},
        {"odd": ["even", "odd"], "f": {"tanh": "S-shaped"}, "letters": "abc"},
    )
    assert values.say("{n}: {h[1]:.1f}, {h[5]}{odd}, {f}, {letters}, {letters[1]}") == (
        "3: −0.3, odd, S-shaped, ac, c"
    )
    with pytest.raises(ValueError, match=r"\{m\} stands in .* expected one of \['f', 'h'"):
        values.say("{m}")
    for unknown in ("{n:.2g}", "{n:3}", "{h[1]!r}"):  # each would be shown to readers as it stands
        with pytest.raises(ValueError, match="expected slots such as"):
            values.say(unknown)


# --- packing


@pytest.mark.parametrize(
    ("array", "kind", "decimals"),
    [
        (np.array([[1.0, -3.0], [0.0, 127.0]]), "i1", 0),
        (np.array([1.5, 0.25]), "i1", 1),
        (np.round(np.random.default_rng(0).normal(size=50), 3), "i2", 3),
        (np.random.default_rng(0).normal(size=5).astype(np.float32), "f4", 0),
        (np.random.default_rng(0).normal(size=5), "f8", 0),
        (np.array([np.nan, 1.0]), "f4", 0),
        (np.array([1e300, np.inf]), "f8", 0),
    ],
)
def test_arrays_are_packed_without_loss(array: np.ndarray, kind: str, decimals: int) -> None:
    packed = pack({"a": {"b": array}})["a"]["b"]
    assert np.array_equal(unpack(packed), array.astype(np.float64), equal_nan=True)
    if array.size != 2 or array.ndim == 2 or kind != "i1":
        assert (packed["type"], packed["decimals"]) == (kind, decimals)


def test_what_is_no_number_is_not_packed() -> None:
    with pytest.raises(TypeError, match="arrays must hold numbers, got an array of <U1"):
        pack(np.array(["a"]))
    assert pack({"n": 3, "name": "ana", "yes": True}) == {"n": 3.0, "name": "ana", "yes": True}


# --- controls


def test_settings_are_what_a_listing_can_use() -> None:
    assert controls.slider(1, 5, value=2, step=1, label="t").first() == 2
    assert isinstance(controls.slider(1, 5, value=2, step=1, label="t").first(), int)
    assert isinstance(controls.slider(0, 5, value=2, step=0.5, label="t").first(), float)
    assert isinstance(controls.slider(1, 201, value=2.5, log=True, label="t").first(), float)
    assert controls.choice({"a": 0, "b": 7}, label="c", value="b").first() == 7
    assert controls.choice(["a", "b"], label="c").first() == "a"
    assert controls.toggle(label="c").first() is False
    letters = controls.text("ab", alphabet="abc", longest=3, label="name").setting("c?BAb")
    assert letters.tolist() == [2, 1, 0]
    assert controls.sequence([1, 0], -1, 1, label="x").first().tolist() == [1.0, 0.0]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: controls.slider(2, 1, value=1, label="w"), "low must be below high"),
        (lambda: controls.slider(0, 1, value=1, log=True, label="w"), "above 0 where log is true"),
        (lambda: controls.slider(0, 1, value=2, label="w"), "value must be from 0 to 1, got 2"),
        (lambda: controls.slider(0, 1, value=1, label="w").setting(2), "w must be from 0 to 1, got 2"),
        (lambda: controls.choice(["a"], value="b", label="c"), r"value must be one of \['a'\], got 'b'"),
        (lambda: controls.choice(["a"], label="c").setting("b"), r"c must be one of \['a'\], got 'b'"),
        (lambda: controls.toggle(label="c").setting(1), "c must be True or False, got 1"),
        (lambda: controls.text("abcd", alphabet="abcd", longest=3, label="n"), "at most 3 letters of 'abcd'"),
        (lambda: controls.text("", alphabet="a", longest=3, label="n").setting(1), "n must be a text, got 1"),
        (lambda: controls.sequence([], 0, 1, label="x"), "value must be numbers from 0 to 1"),
        (lambda: controls.sequence([1], 0, 1, label="x").setting([1, 2]), "x must be 1 numbers from 0 to 1"),
        (lambda: controls.point((0, 2), (0, 0), (1, 1), label="p"), "value must be a place from"),
    ],
)
def test_a_control_says_what_it_expects(make: Any, message: str) -> None:
    with pytest.raises((ValueError, TypeError), match=message):
        make()


@pytest.mark.parametrize(("value", "count"), [(3.9999999999999996, 4), (4.4, 4), (3.5, 4)])
def test_a_slider_that_counts_takes_the_nearest_whole_number(value: float, count: int) -> None:
    setting = controls.slider(1, 10, value=1, step=1, label="t").setting(value)
    assert (setting, type(setting)) == (count, int)


def test_a_slider_stops_at_the_decimals_that_its_step_says() -> None:
    assert controls.slider(-2, 2, value=0.35, step=0.05, label="w").stops()[0][40:48] == [
        *(0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35)
    ]
    assert controls.slider(0, 1, value=0, step=0.3, label="w").stops() == [[0.0, 0.3, 0.6, 0.9]]
    assert controls.point((0, 0), (-0.1, 0), (0.1, 0.3), step=0.1, label="p").stops() == [
        [-0.1, 0.0, 0.1],
        [0.0, 0.1, 0.2, 0.3],
    ]


def test_a_logarithmic_slider_stops_at_round_numbers_its_ends_and_its_first_value() -> None:
    (stops,) = controls.slider(0.012, 4.25, value=0.333, log=True, label="η").stops()
    assert stops == sorted(set(stops))
    assert {0.012, 0.02, 0.1, 0.3, 0.333, 0.5, 1.0, 4.0, 4.25} <= set(stops)
    assert max(np.diff(np.log(stops))) < np.log(1.101)
    assert all(float(f"{stop:.1e}") == stop for stop in stops if stop not in (0.333, 4.25))


@pytest.mark.parametrize("demo", every(), ids=lambda demo: demo.name)
def test_what_a_demo_begins_with_is_where_its_sliders_stop(demo: Live) -> None:
    begun = [{key: control.value for key, control in demo.controls.items()}]
    begun += [settings for settings, _ in demo.stories.values()]
    for settings in begun:
        for key, value in settings.items():
            if demo.controls[key].kind in ("slider", "sequence", "point"):
                pairs = zip(np.atleast_1d(value), demo.controls[key].stops(), strict=True)
                assert [number for number, stops in pairs if number not in stops] == [], key


# --- a listing with a mistake


def test_a_broken_listing_has_one_line_changed() -> None:
    versions = broken(rnn.backward, {"no W_hhᵀ": (" + W_hh.T @ da_next", "")})
    assert versions["nothing"] is rnn.backward
    right, wrong = (inspect.getsource(function).splitlines() for function in versions.values())
    assert [line for line in wrong if line not in right] == [
        line.replace(" + W_hh.T @ da_next", "") for line in right if " + W_hh.T @ da_next" in line
    ]
    rng = np.random.default_rng(0)
    params = {name: rng.normal(size=array.shape) for name, array in rnn.init_params(2, 3, 1, rng).items()}
    x, y = rng.normal(size=(4, 2)), rng.normal(size=(4, 1))
    h, y_hat = rnn.forward(params, x, np.zeros(3))
    good, bad = (function(params, x, y, h, y_hat) for function in versions.values())
    assert np.array_equal(good["W_hy"], bad["W_hy"])
    assert not np.allclose(good["W_hh"], bad["W_hh"])


@pytest.mark.parametrize("part", ["no such line", "da"])
def test_only_what_stands_once_can_be_changed(part: str) -> None:
    with pytest.raises(ValueError, match=r"changes\['x'\] must replace what stands once in backward"):
        broken(rnn.backward, {"x": (part, "")})


def test_two_breaks_of_one_name_keep_each_its_own_source() -> None:
    first = broken(rnn.backward, {"slip": ("da_next = da", "da_next = dh")})["slip"]
    second = broken(rnn.backward, {"slip": ("(1 - h[t] ** 2) * dh", "1.0 * dh")})["slip"]
    assert "da_next = dh" in inspect.getsource(first)
    assert "1.0 * dh" in inspect.getsource(second)
