"""The numbers of the first page against the record they are taken from."""

from pathlib import Path

from rnnlib.data import sunspots

CHAPTERS = Path(__file__).parent.parent / "chapters"
YEARS, NUMBERS = sunspots()
YEARLY = dict(zip(YEARS.tolist(), NUMBERS.tolist(), strict=True))


def test_the_text_has_the_numbers_of_the_record():
    text = (CHAPTERS / "intro.ipynb").read_text(encoding="utf-8")
    assert "In 1998 the mean sunspot number of the year was 64. In 2003 it was 64 again." in text
    assert "One year later it was 93 the first time, and 40 the second." in text
    assert [round(YEARLY[year]) for year in (1998, 2003, 1999, 2004)] == [64, 64, 93, 40]
