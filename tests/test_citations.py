"""Citations: plain links, so that they read the same in JupyterLab, in Colab and in the book."""

import re
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
from pybtex.database import Entry, parse_file

ROOT = Path(__file__).parent.parent
WORKS = parse_file(str(ROOT / "chapters" / "references.bib")).entries.values()
NOTEBOOKS = [*sorted(ROOT.glob("chapters/**/*.ipynb")), *sorted(ROOT.glob("exercises/**/*.ipynb"))]
ROLE = re.compile(r"\{[\w:.+-]+\}`|^\s*(?:```|~~~|:::+)\s*\{", re.MULTILINE)
CITATION = re.compile(r"\[([^\[\]]+ \(\d{4}\))\]\((https?://[^)\s]+)\)")
HEARSAY = re.compile(
    r"\b(many|some|most) (texts|books|papers|tutorials)|\bone finds|in circulation|often write", re.I
)


def text_of(page: Path) -> str:
    """What a page says, without its code."""
    if page.suffix == ".md":
        return page.read_text(encoding="utf-8")
    cells = nbformat.read(page, 4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def name_of(work: Entry) -> str:
    """Elman (1990), Tieleman and Hinton (2012), … and, from four authors on, Gruslys et al. (2016)."""
    names = [" ".join(person.last_names) for person in work.persons["author"]]
    first = f"{names[0]} et al." if len(names) > 3 else " and ".join([", ".join(names[:-1]), names[-1]])
    return re.sub(r"^ and |[{}]", "", first) + f" ({work.fields['year']})"


def address_of(work: Entry) -> str:
    return f"https://doi.org/{work.fields['doi']}" if "doi" in work.fields else work.fields["url"]


def citations(text: str) -> set[tuple[str, str]]:
    return {(name, unquote(address)) for name, address in CITATION.findall(text)}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_notebook_holds_nothing_that_only_the_book_can_show(notebook: Path) -> None:
    assert ROLE.findall(text_of(notebook)) == []


@pytest.mark.parametrize(
    "raw", ["see {cite:t}`elman1990`", "{ref}`x`", "```{note}\nx\n```", ":::{note}\nx\n:::"]
)
def test_a_raw_role_is_found(raw: str) -> None:
    assert ROLE.search(f"Some text.\n\n{raw}")
    assert not ROLE.search("A set `{1, 2}`, $x_{t}$, and\n```python\nx = {1}\n```")


def test_what_is_cited_is_what_the_bibliography_lists() -> None:
    pages = [*ROOT.glob("chapters/**/*.md"), *NOTEBOOKS]
    cited = set().union(*(citations(text_of(page)) for page in pages))
    assert cited == {(name_of(work), address_of(work)) for work in WORKS}


def hearsay(text: str) -> list[str]:
    """Paragraphs that say what others write and do not say who."""
    return [part for part in text.split("\n\n") if HEARSAY.search(part) and not CITATION.search(part)]


@pytest.mark.parametrize("page", [*ROOT.glob("chapters/**/*.md"), *NOTEBOOKS], ids=lambda path: path.stem)
def test_what_others_are_said_to_write_has_a_source(page: Path) -> None:
    assert hearsay(text_of(page)) == []


def test_hearsay_is_found() -> None:
    assert hearsay("Many texts write it so.")
    assert not hearsay("Many texts write it so, as [Elman (1990)](https://doi.org/10.1207/s1) does.")
