"""The book: its contents and its links, and what every chapter owes its reader."""

import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup
from reading import executed

ROOT = Path(__file__).parent.parent
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [TOC["root"], *(entry["file"] for part in TOC["parts"] for entry in part["chapters"])]
CHAPTERS = sorted((ROOT / "chapters").glob("[0-9]*.ipynb"))
APPENDICES = sorted((ROOT / "chapters" / "appendix").glob("*.ipynb"))
EXERCISES = sorted((ROOT / "exercises").glob("*.ipynb"))
MOVED = CONFIG["sphinx"]["config"]["redirects"]
REPOSITORY = CONFIG["repository"]["url"]


def pages_of(built: Path) -> list[Path]:
    """Every page of the book; the theme keeps a template under _static, and old addresses only forward."""
    old = [built / f"{address}.html" for address in MOVED]
    return [page for page in built.rglob("*.html") if "_static" not in page.parts and page not in old]


def soup(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


# --- the table of contents and the pages


def test_every_chapter_and_exercise_is_in_the_contents() -> None:
    written = [*(ROOT / "chapters").glob("[a-z]*.ipynb"), *(ROOT / "chapters").glob("**/*.md")]
    written += [*CHAPTERS, *APPENDICES, *EXERCISES]
    assert sorted(PAGES) == sorted(str(path.relative_to(ROOT).with_suffix("")) for path in written)


def test_chapters_say_their_number() -> None:
    for chapter in CHAPTERS:
        title = nbformat.read(chapter, 4).cells[0].source.splitlines()[0]
        assert title.startswith(f"# {int(chapter.name[:2])} · "), f"{chapter.name} begins with {title!r}"


def test_notebook_pages_can_be_launched(built: Path) -> None:
    for notebook in [*CHAPTERS, *APPENDICES, *EXERCISES]:
        path = notebook.relative_to(ROOT).as_posix()
        page = soup((built / path).with_suffix(".html"))
        links = {link["href"] for link in page.select(".dropdown-launch-buttons a")}
        project = REPOSITORY.removeprefix("https://github.com/")
        assert links == {
            f"https://mybinder.org/v2/gh/{project}/main?urlpath=lab/tree/{path}",
            f"https://colab.research.google.com/github/{project}/blob/main/{path}",
        }


def test_every_chapter_has_a_demo_with_a_name_of_its_own(built: Path) -> None:
    pages = [soup(built / "chapters" / f"{chapter.stem}.html") for chapter in CHAPTERS]
    names = [[demo["data-name"] for demo in page.select(".rnn-demo")] for page in pages]
    assert all(names)
    every = [name for of_page in names for name in of_page]
    assert len(every) == len(set(every))


def undescribed(page: BeautifulSoup) -> list[str]:
    """What is wrong with the title and the description of a page."""
    said = [tag["content"] for tag in page.select('meta[name="description"]')]
    wrong = [] if len(said) == 1 else [f"{len(said)} descriptions"]
    wrong += [f"too long or too short: {text}" for text in said if not 40 <= len(text) <= 160]
    wrong += [f"raw TeX: {text}" for text in said if re.search(r"[\\$]|[_^]\{", text)]
    title = page.title.string if page.title else ""
    book = re.fullmatch(r"Unrolled: \w.+|(?!Unrolled).+ — Unrolled", title or "")
    return wrong if book else [*wrong, f"title: {title}"]


def test_every_page_has_a_title_and_a_description_of_its_own(built: Path) -> None:
    pages = {page.name: soup(page) for page in pages_of(built)}
    del pages["index.html"]  # it only forwards
    assert {name: wrong for name, page in pages.items() if (wrong := undescribed(page))} == {}
    for what in ("title", 'meta[name="description"]'):
        assert len({str(page.select_one(what)) for page in pages.values()}) == len(pages)


@pytest.mark.parametrize(
    "head",
    [
        "<title>Unrolled — Unrolled</title>",
        "<title>1 · State — Unrolled</title>",
        '<title>1 · State — Unrolled</title><meta name="description" content="Short.">',
        f'<title>1 · State — Unrolled</title><meta name="description" content="{"The long state. " * 20}">',
        f'<title>1 · State — Unrolled</title><meta name="description" content="{"The state $h_t$. " * 4}">',
    ],
)
def test_a_page_without_title_or_description_is_found(head: str) -> None:
    assert undescribed(BeautifulSoup(head, "html.parser"))
    good = f'<title>1 · State — Unrolled</title><meta name="description" content="{"The state. " * 5}">'
    assert undescribed(BeautifulSoup(good, "html.parser")) == []


def test_a_caption_calls_a_curve_what_its_legend_calls_it(built: Path) -> None:
    figure = soup(built / "chapters" / "07_training.html").select_one(
        "svg[aria-label^='The training loss went']"
    )
    assert figure is not None
    words = {text.get_text().lower() for text in figure.select("text")} & {"training loss", "evaluation"}
    assert len(words) == 2
    assert all(word in figure.find_next("figcaption").get_text().lower() for word in words)


def loaded_from_elsewhere(page: BeautifulSoup) -> list[str]:
    """Addresses on other hosts that a browser fetches with the page; links are for the reader to follow."""
    given = [tag.get(key) for key in ("src", "srcset", "data", "poster") for tag in page.select(f"[{key}]")]
    given += [
        tag["href"] for tag in page.select("link[href]") if tag.get("rel") not in (["canonical"], ["author"])
    ]
    styles = " ".join(tag.string or "" for tag in page.select("style"))
    given += re.findall(r"(?:@import\s+(?:url\()?|url\()\s*['\"]?([^'\")\s]+)", styles)
    return [url for url in given if re.match(r"(https?:)?//", url)]


def test_pages_load_nothing_from_elsewhere(built: Path) -> None:
    assert {
        page.name: found for page in pages_of(built) if (found := loaded_from_elsewhere(soup(page)))
    } == {}


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://cdn.example.org/x.js"></script>',
        '<link rel="stylesheet" href="//cdn.example.org/x.css">',
        "<style>@import url(https://fonts.example.org/x)</style>",
    ],
)
def test_what_is_loaded_from_elsewhere_is_found(html: str) -> None:
    assert loaded_from_elsewhere(BeautifulSoup(html, "html.parser"))
    assert not loaded_from_elsewhere(BeautifulSoup('<a href="https://example.org">x</a>', "html.parser"))


def broken_links(pages: Iterable[Path]) -> list[str]:
    """Links to files or places within the book that are not there."""
    trees = {page.resolve(): soup(page) for page in pages}
    places = {page: {tag["id"] for tag in tree.select("[id]")} for page, tree in trees.items()}
    broken = []
    for page, tree in trees.items():
        for tag in tree.select("[href], [src]"):
            parts = urlsplit(tag.get("href") or tag["src"])
            if parts.scheme or parts.netloc:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            place = unquote(parts.fragment)
            if not target.is_file() or (place and target in places and place not in places[target]):
                broken.append(f"{page.name}: {parts.geturl()}")
    return sorted(broken)


def test_every_link_within_the_book_leads_somewhere(built: Path) -> None:
    assert broken_links(pages_of(built)) == []


def test_broken_links_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<p id="here"><a href="b.html#there">x</a><a href="#here">x</a></p>')
    (tmp_path / "b.html").write_text('<p id="there"><a href="https://example.org/">x</a></p>')
    assert broken_links(tmp_path.glob("*.html")) == []
    (tmp_path / "b.html").write_text('<a href="c.html">x</a><img src="d.png">')
    assert broken_links(tmp_path.glob("*.html")) == [
        "a.html: b.html#there",
        "b.html: c.html",
        "b.html: d.png",
    ]


def hidden_warnings(notebook: nbformat.NotebookNode) -> list[str]:
    """Warnings on stderr, which is not on the page: progress bars may go there, nothing else may hide."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output.text for output in outputs if output.get("name") == "stderr" and "Warning" in output.text]


def test_no_warning_is_left_out_of_a_page(built: Path) -> None:
    notebooks = {chapter.name: executed(chapter, built.parent) for chapter in [*CHAPTERS, *APPENDICES]}
    assert {name: found for name, notebook in notebooks.items() if (found := hidden_warnings(notebook))} == {}


@pytest.mark.parametrize(("text", "found"), [("100%|###| 5/5", 0), ("x.py:1: RuntimeWarning: overflow", 1)])
def test_a_hidden_warning_is_found(text: str, found: int) -> None:
    said = nbformat.v4.new_output("stream", name="stderr", text=text)
    cell = nbformat.v4.new_code_cell("f()", outputs=[said])
    assert len(hidden_warnings(nbformat.v4.new_notebook(cells=[cell]))) == found


# --- what every chapter owes its reader


DEMO = r"\b(explore|calculator|live|demo)\("


def shortcomings(notebook: nbformat.NotebookNode) -> list[str]:
    """Parts of the chapter standard that a chapter lacks."""
    cells = notebook.cells
    code = [cell for cell in cells if cell.cell_type == "code"]
    text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    lacks = []
    for what, pattern in {
        "You will be able to": r"\*\*You will be able to",
        "You need first": r"\*\*You need first",
        "reading time": r"[Rr]eading time",
        "a Common mistake": r"^> \*\*Common mistake",
        "In short": r"^## In short$",
        "its exercises": r"\]\(\.\./exercises/\d\d_\w+\.ipynb\)",
        "where it comes from": r"^## (References|Where this comes from)$",
        "a citation": r"\[[^\[\]]+ \(\d{4}\)\]\(https?://",
    }.items():
        if not re.search(pattern, text, re.MULTILINE):
            lacks.append(what)
    if not any(re.search(DEMO, cell.source) for cell in code):
        lacks.append("a demo")
    for cell in code:
        lines = [line for line in cell.source.splitlines() if line.strip()]
        most = 40 if {"hide-input", "remove-input"} & {*cell.metadata.get("tags", [])} else 15
        if len(lines) > most:
            lacks.append(f"a cell of {most} lines or fewer in place of {len(lines)}: {lines[0]}")
    return lacks


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_chapter_standard(chapter: Path) -> None:
    assert shortcomings(nbformat.read(chapter, 4)) == []


@pytest.mark.parametrize(
    ("lost", "lacks"),
    [
        (r"> \*\*Common mistake", "a Common mistake"),
        ("## In short", "In short"),
        (DEMO, "a demo"),
        (r"\]\(https://", "a citation"),
        (r"\.\./exercises/", "its exercises"),
    ],
)
def test_a_chapter_that_lacks_something_is_found(lost: str, lacks: str) -> None:
    chapter = nbformat.read(ROOT / "chapters" / "02_forward_pass.ipynb", 4)
    for cell in chapter.cells:
        cell.source = re.sub(lost, "", cell.source)
    assert lacks in shortcomings(chapter)


def test_a_long_cell_is_found() -> None:
    chapter = nbformat.read(ROOT / "chapters" / "02_forward_pass.ipynb", 4)
    chapter.cells.append(nbformat.v4.new_code_cell("\n".join(["x = 1"] * 16)))
    assert any("15 lines" in lack for lack in shortcomings(chapter))
