"""Tables: the same cells as aligned text and as HTML that says which cells are headers."""

import numpy as np
import pytest
from bs4 import BeautifulSoup

from rnnlib.tables import table

TABLE = table(
    ["", "dW_xh", "steps", "well?"],
    [
        ["by hand", np.float64(-0.10061), 3, True],
        ["x_{t+1}", 2.6e-9, np.int64(123456), np.False_],
        ["c", None, 2, None],
    ],
    caption="How W_xh fares",
)
TEXT = """\
How W_xh fares

           dW_xh    steps  well?
-------  -------  -------  -------
by hand  -0.1006        3  yes
x_{t+1}  2.6e-09  123,456  no
c                       2"""


def page(shown):
    return BeautifulSoup(shown._repr_html_(), "html.parser")


def test_plain_text_is_aligned():
    assert "\n".join(line.rstrip() for line in repr(TABLE).splitlines()) == TEXT


def test_numbers_stand_to_the_right_and_texts_to_the_left():
    sides = [[cell.get("style") for cell in row.select("th, td")] for row in page(TABLE).select("tr")]
    left, right = "text-align: left", "text-align: right"
    assert sides[1:] == [[left, right, right, left]] * 3
    assert sides[0] == [None, right, right, left]  # no name stands above the names of the rows


def test_a_stored_table_does_not_change_with_the_style_sheet(monkeypatch):
    monkeypatch.setenv("UNROLLED_FRAMES", "0")
    assert "<style" not in TABLE._repr_html_()


def test_the_cells_on_the_page():
    cells = [[cell.decode_contents() for cell in row.select("th, td")] for row in page(TABLE).select("tr")]
    assert cells == [
        ["", "dW<sub>xh</sub>", "steps", "well?"],
        ["by hand", "−0.1006", "3", "yes"],
        ["x<sub>t+1</sub>", "2.6 · 10<sup>−9</sup>", "123,456", "no"],
        ["c", "", "2", ""],
    ]


def test_headers_are_headers_and_an_empty_one_is_none():
    heads = [(cell.name, cell.get("scope")) for cell in page(TABLE).select("thead tr > *")]
    assert heads == [("td", None), ("th", "col"), ("th", "col"), ("th", "col")]
    assert [row.select_one("*")["scope"] for row in page(TABLE).select("tbody tr")] == ["row"] * 3
    assert page(TABLE).caption.decode_contents() == "How W<sub>xh</sub> fares"
    assert page(table(["a"], [[1]])).caption is None


def test_decimals_of_all_columns_or_of_each():
    assert repr(table(["a", "b"], [[1.0, 1.0]], digits=2)).split()[-2:] == ["1.00", "1.00"]
    assert repr(table(["a", "b"], [[1.0, 1.0]], digits=(0, 3))).split()[-2:] == ["1", "1.000"]
    assert repr(table(["a", "b"], [[-1e-30, float("nan")]], digits=1)).split()[-2:] == ["-1.0e-30", "nan"]
    assert repr(table(["a", "b"], [[-0.0, -0.06]], digits=1)).split()[-2:] == ["0.0", "-0.1"]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (
            (["a", "b"], [[1, 2], [3]]),
            ValueError,
            r"rows\[1\]: expected 2 cells, as there are headers, got 1",
        ),
        ((["a", "b"], [[1, 2]], (1,)), ValueError, "digits: expected one for each of 2 columns, got 1"),
        ((["a"], [[np.zeros(2)]]), TypeError, "a cell must be a text, a number or None, got ndarray"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        table(*arguments)
