"""A cell run on the page shows what a notebook shows."""

import pytest

from rnnlib.grading import in_page, report


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_page, "NAMES", {"__name__": "__main__"})


def shown(capsys: pytest.CaptureFixture[str], code: str, ended: bool = True) -> str:
    assert in_page.run(code, 3) is ended
    return capsys.readouterr().out


def test_a_cell_prints_and_shows_the_value_of_its_last_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, "x = 6\nprint('ŷ')\nx * 7") == "ŷ\n42\n"
    assert shown(capsys, "x") == "6\n"  # the next cell knows the names
    assert shown(capsys, "None") == shown(capsys, "") == shown(capsys, "# nothing") == ""


def test_an_error_is_shown_with_the_lines_of_the_cells_alone(capsys: pytest.CaptureFixture[str]) -> None:
    shown(capsys, "def half(x):\n    return x / 0")
    said = shown(capsys, "half(1)", ended=False)
    assert said.startswith('Traceback (most recent call last):\n  File "<cell 3>", line 1, in <module>')
    assert said.endswith("ZeroDivisionError: division by zero\n")
    assert "in_page.py" not in said
    said = shown(capsys, "x = (1,\ny = 2", ended=False)
    assert said.startswith('  File "<cell 3>", line 1')
    assert "SyntaxError: '(' was never closed" in said
    assert "SystemExit" in shown(capsys, "exit()", ended=False)


def test_a_failed_check_is_one_line_below_what_it_printed(capsys: pytest.CaptureFixture[str]) -> None:
    said = shown(
        capsys, "from rnnlib.grading import check\ncheck('loss.mse', lambda y_hat, y: 0.0)", ended=False
    )
    assert said.startswith("loss.mse: mean squared error\n")
    assert "Traceback" not in said


def test_a_cell_that_is_interrupted_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, "raise KeyboardInterrupt", ended=False) == f"{in_page.TOO_LONG}\n"


def test_hints_are_wrapped_to_the_columns_of_the_page(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "width", report.WIDTH)
    check = "from rnnlib.grading import check\ncheck('loss.mse', lambda y_hat, y: ((y_hat - y) ** 2).mean())"
    hints = []
    for columns in (40, 200):
        in_page.run(check, 3, columns)
        hints.append(capsys.readouterr().out.split("Hint: ")[1].split("Read: ")[0])
    narrow, wide = hints
    assert narrow.split() == wide.split()
    assert max(map(len, narrow.splitlines())) <= 40 < max(map(len, wide.splitlines())) <= report.WIDTH
