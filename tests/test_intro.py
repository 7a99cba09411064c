"""The numbers of the first page against the record they are taken from."""

import re
from pathlib import Path

import nbformat
from test_book import CHAPTERS as BOOK
from test_book import PAGES, TOC

from rnnlib.data import sunspots

CHAPTERS = Path(__file__).parent.parent / "chapters"
YEARS, NUMBERS = sunspots()
YEARLY = dict(zip(YEARS.tolist(), NUMBERS.tolist(), strict=True))


def test_the_text_has_the_numbers_of_the_record():
    text = (CHAPTERS / "intro.ipynb").read_text(encoding="utf-8")
    assert "In 1998 the mean sunspot number of the year was 64. In 2003 it was 64 again." in text
    assert "One year later it was 93 the first time, and 40 the second." in text
    assert [round(YEARLY[year]) for year in (1998, 2003, 1999, 2004)] == [64, 64, 93, 40]


def unlinked(pages: list[str], text: str) -> list[str]:
    """Return the pages to which a text of the landing page has no link."""
    return [page for page in pages if f"{page.removeprefix('chapters/')}." not in text]


def test_it_links_to_every_page():
    cells = nbformat.read(CHAPTERS / "intro.ipynb", 4).cells
    (text,) = [cell.source for cell in cells if "## What is here" in cell.source]
    pages = [page for page in PAGES if page != TOC["root"]]
    assert unlinked(pages, text) == []
    assert unlinked(pages, text.replace("10_clipping", "")) == ["chapters/10_clipping"]


def called_to_come(text: str) -> set[int]:
    """Return the numbers of the chapters that a text says are to come."""
    return {int(number) for number in re.findall(r"[Cc]hapter (\d+)[ ,(]+to come", text)}


def test_no_chapter_that_is_here_is_called_to_come():
    here = {int(path.name[:2]) for path in BOOK}
    assert called_to_come("chapter 3 (to come), Chapter 12, to come; chapter 4") == {3, 12}
    for path in BOOK:
        assert not called_to_come(path.read_text(encoding="utf-8")) & here, path.name
