"""Tables of results: HTML on the page and in a notebook, aligned columns in plain text."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from rnnlib.symbols import in_html

POWER_OF_TEN = re.compile(r"e-0*(\d+)$")


class Table:
    """What :func:`table` returns: the last expression of a cell."""

    def __init__(self, headers: list[str], cells: list[list[str]], right: list[bool], caption: str) -> None:
        self.headers, self.cells, self.right, self.caption = headers, cells, right, caption

    def __repr__(self) -> str:
        from tabulate import tabulate  # only a notebook shows a table

        sides = ["right" if right else "left" for right in self.right]
        written = tabulate(self.cells, self.headers, "simple", disable_numparse=True, colalign=sides)
        return f"{self.caption}\n\n{written}" if self.caption else written

    def _repr_html_(self) -> str:
        head = "".join(map(self._head, self.headers, self.right))
        body = "".join(f"<tr>{''.join(map(self._cell, range(len(row)), row))}</tr>\n" for row in self.cells)
        caption = f"<caption>{in_html(self.caption)}</caption>\n" if self.caption else ""
        return (
            f'<div class="rnn-table"><table>\n{caption}<thead><tr>{head}</tr></thead>\n'
            f"<tbody>\n{body}</tbody>\n</table></div>"
        )

    def _head(self, text: str, right: bool) -> str:
        return f'<th scope="col"{_side(right)}>{in_html(text)}</th>' if text else "<td></td>"

    def _cell(self, column: int, text: str) -> str:
        kind = 'th scope="row"' if column == 0 and text else "td"
        right = self.right[column]
        return f"<{kind}{_side(right)}>{_html(text, right)}</{kind[:2]}>"


def table(
    headers: Sequence[str],
    rows: Sequence[Sequence[Any]],
    digits: int | Sequence[int] = 4,
    caption: str = "",
) -> Table:
    """Show rows of texts and numbers below their headers.

    Parameters
    ----------
    headers : one for each column; a symbol such as W_hh is shown with its subscript
    rows : texts, whole numbers, numbers, or None for an empty cell; the first column names its row
    digits : decimals of a number that is not whole, one for all columns or one for each; what would be
        rounded to nothing is written with a power of ten
    caption : what the table shows, if that needs saying

    Returns
    -------
    table : the last expression of a cell

    Raises
    ------
    TypeError, ValueError
        If a row has another length than `headers`, or a cell is neither a text nor a number.
    """
    decimals = [digits] * len(headers) if isinstance(digits, int) else list(digits)
    if len(decimals) != len(headers):
        raise ValueError(f"digits: expected one for each of {len(headers)} columns, got {len(decimals)}")
    for i, row in enumerate(rows):
        if len(row) != len(headers):
            raise ValueError(
                f"rows[{i}]: expected {len(headers)} cells, as there are headers, got {len(row)}"
            )
    cells = [[_text(cell, n) for cell, n in zip(row, decimals, strict=True)] for row in rows]
    columns = [[row[i] for row in rows if row[i] is not None] for i in range(len(headers))]
    right = [bool(column) and all(map(_is_number, column)) for column in columns]
    return Table(list(headers), cells, right, caption)


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float | np.integer | np.floating) and not isinstance(cell, bool)


def _text(cell: Any, decimals: int) -> str:
    """Return what stands in a cell."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, bool | np.bool_):
        return "yes" if cell else "no"
    if not isinstance(cell, int | float | np.integer | np.floating):
        raise TypeError(f"a cell must be a text, a number or None, got {type(cell).__name__}")
    if isinstance(cell, int | np.integer):
        return f"{cell:,}" if abs(int(cell)) >= 10_000 else str(cell)
    value = float(cell)
    lost = value != 0 and abs(value) < 0.5 * 10.0**-decimals
    return f"{value:.1e}" if lost else f"{value:z.{decimals}f}"


def _side(right: bool) -> str:
    """Return the side a column keeps to, with the cell itself: a notebook has no style sheet of the book."""
    return f' style="text-align: {"right" if right else "left"}"'


def _html(text: str, right: bool) -> str:
    """Return a cell as HTML; a number has a real minus, and 1.2e-07 is written as a product."""
    return in_html(POWER_OF_TEN.sub(r" · 10^{−\1}", text).replace("-", "−") if right else text)
