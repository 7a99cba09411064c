"""The opening picture and the numbers of the first page against the record they are taken from."""

import re
from pathlib import Path

import numpy as np

from rnnlib.data import sunspots

CHAPTERS = Path(__file__).parent.parent / "chapters"
YEARS, NUMBERS = sunspots()
YEARLY = dict(zip(YEARS.tolist(), NUMBERS.tolist(), strict=True))


def test_the_text_has_the_numbers_of_the_record():
    text = (CHAPTERS / "intro.md").read_text(encoding="utf-8")
    assert "In 1998 the mean sunspot number of the year was 64. In 2003 it was 64 again." in text
    assert "One year later it was 93 the first time, and 40 the second." in text
    assert [round(YEARLY[year]) for year in (1998, 2003, 1999, 2004)] == [64, 64, 93, 40]


def test_the_picture_has_the_curve_of_the_record():
    picture = (CHAPTERS / "_static" / "opening.svg").read_text(encoding="utf-8")
    points = re.search(r'polyline points="([^"]*)"', picture)[1]
    x, y = np.array([point.split(",") for point in points.split()], dtype=float).T
    years = 1986 + (x - 40) / 20  # 20 units a year
    numbers = (230 - y) / 1.2  # 1.2 units a spot
    np.testing.assert_array_equal(years, np.arange(1986, 2009))
    np.testing.assert_allclose(numbers, [YEARLY[int(year)] for year in years], rtol=0, atol=0.05)
