"""From the SVG file matplotlib writes to SVG inside a page: smaller, recoloured, with ids of its own."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape

from rnnlib.symbols import in_svg

_CLIPPED_ALIKE = re.compile(
    r"(<g(?![^>]*clip-path)[^>]*)>\n"
    r'((?:<[a-z][^>]*( clip-path="[^"]*")[^>]*/>\n)(?:<[a-z][^>]*\3[^>]*/>\n)+</g>)'
)

_NUMBER = r"(-?[\d.]+)"
_RECTANGLE = re.compile(  # its corners by turns along and across, as bars and cells have them
    rf'd="M {_NUMBER} {_NUMBER} L {_NUMBER} \2 L \3 {_NUMBER} L \1 \4 (?:L \1 \2 )?z "'
)

_PHONE, _LEAST = 375, 10.5  # px: how wide a drawing is on a phone, and the least height of its letters there


def inline(source: str, label: str, colours: Mapping[str, str], prefix: str | None = None) -> str:
    """Return `source` as inline SVG, one element a line.

    Parameters
    ----------
    source : str
        An SVG file written by matplotlib with ``svg.fonttype`` none.
    label : str
        The text alternative.
    colours : mapping
        What to write in place of a colour ``#rrggbb``.
    prefix : str, optional
        Beginning of the ids the drawing needs; by default a hash of the content.

    Letters that would be too small on a phone are raised there, where the style sheet sets ``--phone`` to 1.
    What all shapes of a group are clipped by clips the group, once, and a rectangle is written as its corner
    and its sides: cells by the hundred are drawn sooner, and weigh half when compressed.
    Symbols such as ``W_hh`` get their subscripts. Coordinates are rounded to 0.1 pt. An element with id
    ``slot:name`` gets ``data-slot="name"`` instead, one with id ``live:0`` gets ``data-live="0"``
    and one with id ``term:0`` gets ``data-term="0"``.
    """
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', source)
    if size is None:
        raise ValueError("source must be an SVG file with a viewBox that starts at 0 0")
    width, height = float(size[1]), float(size[2])

    least = _LEAST / min(4 / 3, _PHONE / width)

    def legible(size: re.Match[str]) -> str:
        small = float(size[2]) < least
        return f"{size[1]}max({size[2]}px,var(--phone,0)*{least:.1f}px)" if small else size[0]

    def recolour(match: re.Match[str]) -> str:
        return match[1] + colours.get(match[2], match[2])

    body = source[source.index(">", size.end()) + 1 : source.rindex("</svg>")]
    body = re.sub(r"<style.*?</style>|<!--.*?-->", "", body, flags=re.DOTALL)
    body = re.sub(r"\s*\n\s*(?!\s*<)", " ", body)  # one element a line
    body = re.sub(r" font-family: [^;\"]*;?", "", body)  # the page's own font
    body = re.sub(r"(<text[^>]*font-size: )([\d.]+)px", legible, body)  # exponents keep theirs
    body = re.sub(r' transform="rotate\(-0 [^"]*"', "", body)
    body = re.sub(r'(?<= )(d|x|y|width|height|transform)="[^"]*"', _round, body)
    body = _RECTANGLE.sub(_by_its_sides, body)
    body = re.sub(r"((?:fill|stroke): )(#[0-9a-f]{6})", recolour, body)
    body = re.sub(r"(<text[^>]*>)([^<]+)", lambda text: text[1] + in_svg(text[2]), body)
    body = re.sub(r' id="(slot|live|term):([^"]*)"', r' data-\1="\2"', body.replace("xlink:href", "href"))
    body = re.sub(r"<defs>\s*</defs>", "", _shorten_ids(body, prefix))
    lines = "\n".join(_without_bare_groups(line.strip() for line in body.splitlines() if line.strip()))
    lines = _CLIPPED_ALIKE.sub(_clip_group, lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img"'
        f' aria-label="{escape(label)}" fill="currentColor" stroke-linejoin="round"'
        f' style="width:{width * 4 / 3:.0f}px;max-width:100%;height:auto">\n{lines}\n</svg>'
    )


def _round(attribute: re.Match[str]) -> str:
    if "matrix" in attribute[0]:
        return attribute[0]
    return re.sub(r"-?\d+\.\d+", lambda number: f"{round(float(number[0]), 1) + 0:g}", attribute[0])


def _by_its_sides(rectangle: re.Match[str]) -> str:
    left, top, right, bottom = (float(number) for number in rectangle.groups())
    along, down = round(right - left, 1), round(bottom - top, 1)
    return f'd="M{left:g} {top:g}h{along:g}v{down:g}h{-along:g}z"'


def _clip_group(group: re.Match[str]) -> str:
    return f"{group[1]}{group[3]}>\n{group[2].replace(group[3], '')}"


def _without_bare_groups(lines: Iterable[str]) -> Iterator[str]:
    opened: list[bool] = []  # whether each open group was kept
    for line in lines:
        if line.startswith("<g"):
            opened.append(line != "<g>")
        bare = line == "<g>" or (line == "</g>" and not opened.pop())
        if not bare and not line.endswith('style="fill: none"/>'):
            yield line


def _shorten_ids(body: str, prefix: str | None) -> str:
    """Drop the ids nothing refers to and number the others."""
    prefix = prefix or "f" + hashlib.sha256(body.encode()).hexdigest()[:8]
    used = dict.fromkeys(a or b for a, b in re.findall(r'url\(#([^)]*)\)|href="#([^"]*)"', body))
    names = {old: f"{prefix}-{i}" for i, old in enumerate(used)}
    body = re.sub(r' id="([^"]*)"', lambda m: f' id="{names[m[1]]}"' if m[1] in names else "", body)
    return re.sub(r'(url\(#|href="#)([^)"]*)', lambda m: m[1] + names[m[2]], body)
