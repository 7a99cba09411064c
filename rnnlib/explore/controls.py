"""What a reader of a live demo moves: sliders, choices, toggles, texts, and marks dragged in the picture."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from rnnlib.symbols import in_html

Setting = float | str | bool | np.ndarray
POSITIONS = 200  # of a slider whose step is not given
ROUND = (*range(10, 20), *range(20, 50, 2), *range(50, 100, 5))  # two digits, each 4 to 10 % above the last


@dataclass(frozen=True)
class Control:
    """One control: `kind`, its label, its first value, and what the kind needs besides (`more`)."""

    kind: str
    label: str
    value: Any
    restarts: bool
    more: Mapping[str, Any]

    def setting(self, value: Any) -> Setting:
        """Return `value` as the listing gets it, or raise an error that says what is expected."""
        return _SETTINGS[self.kind](self, value)

    def first(self) -> Setting:
        """Return the setting that the demo begins with."""
        return self.setting(self.value)

    def stops(self) -> list[list[float]]:
        """Return where a slider stops, a list for each number that the control holds."""
        if self.more.get("log"):
            low, high = self.more["low"], self.more["high"]
            return [sorted({low, self.value, high, *_round_numbers(low, high)})]
        size = np.size(self.value)
        ends = (np.broadcast_to(self.more[end], size).tolist() for end in ("low", "high"))
        return [_grid(low, high, self.more["step"]) for low, high in zip(*ends, strict=True)]

    def row(self, key: str) -> str:
        """Return the native control for the page; what is dragged in the picture has none."""
        if self.kind in ("sequence", "point"):
            return ""
        label = f"<span>{in_html(self.label)}</span>"
        return f'<label class="rnn-row">{label}{_ROWS[self.kind](self, key)}</label>\n'

    def data(self) -> dict[str, Any]:
        """Return what the page needs to know, as JSON holds it."""
        return {
            "kind": self.kind,
            "label": self.label,
            "value": self.value,
            **({"restarts": True} if self.restarts else {}),
            **self.more,
        }


def slider(
    low: float,
    high: float,
    *,
    value: float,
    label: str,
    step: float | None = None,
    log: bool = False,
    restarts: bool = False,
) -> Control:
    """Return a slider over the numbers from `low` to `high`, in steps of `step` or on a logarithmic scale.

    On a logarithmic scale it stops at round numbers, and at `low`, `value` and `high`.
    `restarts` says, here and in every other control, that the demo begins anew when the control moves.
    """
    if not low < high or (log and low <= 0):
        raise ValueError(f"low must be below high, and above 0 where log is true; got {low} and {high}")
    if not low <= value <= high:
        raise ValueError(f"value must be from {low} to {high}, got {value}")
    step = (high - low) / POSITIONS if step is None else step
    return Control("slider", label, value, restarts, {"low": low, "high": high, "step": step, "log": log})


def choice(
    options: Sequence[str] | Mapping[str, float],
    *,
    label: str,
    value: str | None = None,
    restarts: bool = False,
) -> Control:
    """Return a choice among texts. The listing gets the text or, where `options` is a dict, its number."""
    numbers = dict(options) if isinstance(options, Mapping) else None
    texts = list(options)
    value = texts[0] if value is None and texts else value
    if value not in texts:
        raise ValueError(f"value must be one of {texts}, got {value!r}")
    return Control("choice", label, value, restarts, {"options": texts, "numbers": numbers})


def toggle(value: bool = False, *, label: str, restarts: bool = False) -> Control:
    """Return a box to tick."""
    return Control("toggle", label, bool(value), restarts, {})


def text(value: str, *, alphabet: str, longest: int, label: str, restarts: bool = False) -> Control:
    """Return a text field. The listing gets the index of each letter in `alphabet`.

    A capital that is not in it counts as its small letter; what is not in it at all is left out.
    """
    if longest < 1 or any(letter not in alphabet for letter in value) or len(value) > longest:
        raise ValueError(f"value must have at most {longest} letters of {alphabet!r}, got {value!r}")
    return Control("text", label, value, restarts, {"alphabet": alphabet, "longest": longest})


def sequence(
    value: Sequence[float],
    low: float,
    high: float,
    *,
    label: str,
    step: float = 0.1,
    restarts: bool = False,
) -> Control:
    """Return an array of numbers, dragged or nudged on the mark that shows them; `label` names an entry."""
    numbers = [float(number) for number in value]
    if not numbers or not all(low <= number <= high for number in numbers):
        raise ValueError(f"value must be numbers from {low} to {high}, got {numbers}")
    return Control("sequence", label, numbers, restarts, {"low": low, "high": high, "step": step})


def point(
    value: tuple[float, float],
    low: tuple[float, float],
    high: tuple[float, float],
    *,
    label: str,
    step: float = 0.05,
    restarts: bool = False,
) -> Control:
    """Return a place in the plane, an array (2,), dragged or nudged on the mark that shows it."""
    place = [float(number) for number in value]
    if len(place) != 2 or not all(a <= v <= b for a, v, b in zip(low, place, high, strict=True)):
        raise ValueError(f"value must be a place from {low} to {high}, got {value}")
    more = {"low": list(low), "high": list(high), "step": step}
    return Control("point", label, place, restarts, more)


# --- where sliders stop


def _grid(low: float, high: float, step: float) -> list[float]:
    """Return the numbers that a native slider has, to ten decimals as it has them."""
    last = math.floor((high - low) / step + 1e-9)
    return [min(high, round(low + i * step, 10)) for i in range(last + 1)]


def _round_numbers(low: float, high: float) -> list[float]:
    """Return the numbers of two digits between the ends, about as far apart everywhere on a log scale."""
    powers = range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)))
    numbers = [float(f"{digits}e{power}") for power in powers for digits in ROUND]
    return [number for number in numbers if low < number < high]


def nearest(stops: Sequence[float], value: float) -> int:
    """Return the index of the stop that is nearest to a value."""
    return min(range(len(stops)), key=lambda i: abs(stops[i] - value))


# --- from what a control holds to what the listing gets


def _number(control: Control, value: Any) -> float:
    number, low, high = float(value), control.more["low"], control.more["high"]
    if not low <= number <= high:
        raise ValueError(f"{control.label} must be from {low} to {high}, got {value}")
    whole = not control.more["log"] and all(float(control.more[key]).is_integer() for key in ("low", "step"))
    return math.floor(number + 0.5) if whole else number  # an index, where the slider counts


def _option(control: Control, value: Any) -> Setting:
    if value not in control.more["options"]:
        raise ValueError(f"{control.label} must be one of {control.more['options']}, got {value!r}")
    numbers = control.more["numbers"]
    return numbers[value] if numbers else value


def _truth(control: Control, value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{control.label} must be True or False, got {value!r}")
    return value


def _letters(control: Control, value: Any) -> np.ndarray:
    if not isinstance(value, str):
        raise TypeError(f"{control.label} must be a text, got {value!r}")
    alphabet, longest = control.more["alphabet"], control.more["longest"]
    either = [letter if letter in alphabet else letter.lower() for letter in value]
    return np.array([alphabet.index(letter) for letter in either if letter in alphabet][:longest], int)


def _array(control: Control, value: Any) -> np.ndarray:
    array = np.array(value, dtype=np.float64)
    low, high = control.more["low"], control.more["high"]
    if array.shape != np.shape(control.value) or not ((low <= array) & (array <= high)).all():
        size = len(control.value)
        raise ValueError(f"{control.label} must be {size} numbers from {low} to {high}, got {value}")
    return array


_SETTINGS = {
    "slider": _number,
    "choice": _option,
    "toggle": _truth,
    "text": _letters,
    "sequence": _array,
    "point": _array,
}


# --- native controls


def _range(control: Control, key: str) -> str:
    more = control.more
    low, high, step, value = more["low"], more["high"], more["step"], control.value
    if more["log"]:
        (stops,) = control.stops()
        low, high, step, value = 0, len(stops) - 1, 1, nearest(stops, value)
    ends = f'min="{low:.10g}" max="{high:.10g}" step="{step:.10g}" value="{value:.10g}"'
    return f'<input type="range" name="{key}" {ends}><output></output>'


def _select(control: Control, key: str) -> str:
    options = "".join(
        f"<option{' selected' if option == control.value else ''}>{escape(option)}</option>"
        for option in control.more["options"]
    )
    return f'<select name="{key}">{options}</select><output></output>'


def _checkbox(control: Control, key: str) -> str:
    return f'<input type="checkbox" name="{key}"{" checked" if control.value else ""}><output></output>'


def _field(control: Control, key: str) -> str:
    return (
        f'<input type="text" name="{key}" value="{escape(control.value)}" autocomplete="off"'
        f' autocapitalize="off" spellcheck="false" maxlength="{control.more["longest"]}"><output></output>'
    )


_ROWS = {"slider": _range, "choice": _select, "toggle": _checkbox, "text": _field}
