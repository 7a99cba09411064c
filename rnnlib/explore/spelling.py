"""Values written into sentences and pictures: one small language, spelled alike by Python and by the page.

``{loss:.3f}`` is a number to three decimals, ``{h[2]:.2f}`` an entry of an array (in the order of its data),
``{f}`` a text. A name that has words is written with them: a number is an index into the words, a text a key,
an array of indices a word each.
"""

import math
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np

Words = Mapping[str, Any]  # name -> a list or text of words, or a dict from texts to words
SLOT = re.compile(r"\{(\w+)(?:\[(\d+)\])?(?::\.(\d+)([fe]))?\}")


class Values(dict[str, Any]):
    """What a picture shows, and the words that some of it is spelled with."""

    def __init__(self, values: Mapping[str, Any], words: Words) -> None:
        super().__init__(values)
        self.words = words

    def say(self, template: str) -> str:
        """Return the template with every value written in."""
        if "{" in SLOT.sub("", template):  # it would be shown as it stands
            slots = "{x}, {x[0]}, {x:.3f} or {x:.1e}"
            raise ValueError(f"expected slots such as {slots}, got {template!r}")
        return SLOT.sub(self._spell, template)

    def _spell(self, slot: re.Match[str]) -> str:
        name, index, digits, form = slot.groups()
        if name not in self:
            raise ValueError(f"{{{name}}} stands in {slot.string!r}, expected one of {sorted(self)}")
        value, words = self[name], self.words.get(name)
        if index is not None:
            value = np.ravel(value)[int(index)] if int(index) < np.size(value) else None
        if value is None:
            return ""
        if isinstance(words, Mapping):
            return str(words[value])
        if words is not None:
            return "".join(words[int(i)] for i in np.ravel(value) if 0 <= i < len(words))
        return written(value, None if digits is None else int(digits), form or "f")


def written(value: Any, digits: int | None = None, form: str = "f") -> str:
    """Write a value as the page does; without `digits` to four decimals, below 0.001 with a power of ten."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    value = np.asarray(value).item() + 0.0
    if not math.isfinite(value):
        return "–" if math.isnan(value) else "overflow"
    if form == "e" or abs(value) >= 1e9:
        text = _scientific(value, 2 if digits is None else digits)
    elif digits is None and 0 < abs(value) < 0.001:
        text = re.sub(r"\.?0+e", "e", _scientific(value, 2))
    else:
        places = Decimal(1).scaleb(-(4 if digits is None else digits))
        text = f"{Decimal(value).quantize(places, ROUND_HALF_UP):f}"
        if digits is None:
            text = text.rstrip("0").rstrip(".")
        if not float(text):
            text = text.lstrip("-")
    return text.replace("-", "−").replace("e+", "e")


def _scientific(value: float, digits: int) -> str:
    """Return as 1.25e-5, the exponent without leading zeros."""
    return re.sub(r"e([+-])0*(?=\d)", r"e\1", f"{value:.{digits}e}")
