"""Self-checks in Python: what is refused, and what stands on the page before a script has run."""

import json
import re

import numpy as np
import pytest
from bs4 import BeautifulSoup

from rnnlib.questions import answer, choice, number

RIGHT = {"It shrinks.": "Each step multiplies it by `W_hh.T`, and 0.5 < 1."}
WRONG = {"It grows.": "For that W_hh > 1 & more.", "It stays.": "Only with W_hh = 1."}
SLIPS = {"You left out 1/T.": -1.0, "You left out the 2.": -0.25}
CHOICE = choice("What becomes of dL/dh_{t-1}?", right=RIGHT, wrong=WRONG)
NUMBER = number("What is dL/dh_1?", value=np.float64(-0.5), slips=SLIPS, explanation="It is 2/T · (0.5 − 1).")
OPEN = answer("Why is W_hh shared?", "Because <time> has no end.")


@pytest.fixture
def on_the_page(monkeypatch):
    monkeypatch.setenv("UNROLLED_FRAMES", "1")


def html(question):
    return BeautifulSoup(question._repr_html_(), "html.parser")


@pytest.mark.usefixtures("on_the_page")
@pytest.mark.parametrize("question", [CHOICE, NUMBER, OPEN])
def test_without_a_script_there_are_the_question_and_its_answer_in_a_fold(question):
    page = html(question)
    assert page.select_one("fieldset > legend")
    assert page.select_one("details > summary").get_text() == "Answer"
    assert not page.select("button, input, form, [open]")  # what needs the script is made by the script


@pytest.mark.usefixtures("on_the_page")
def test_a_choice_says_what_is_right_in_the_fold_alone():
    page = html(CHOICE)
    assert {option.get_text() for option in page.select("li")} == {*RIGHT, *WRONG}
    fold = page.details.extract()
    assert "It shrinks." in fold.get_text()
    assert "Each step" in fold.get_text()
    assert "Each step" not in page.get_text()
    replies = json.loads(page.script.string)["replies"]
    marked = {option.get_text(): reply["right"] for option, reply in zip(page("li"), replies, strict=True)}
    assert marked == {"It shrinks.": True, "It grows.": False, "It stays.": False}


@pytest.mark.usefixtures("on_the_page")
def test_a_number_is_said_in_the_fold_alone():
    page = html(NUMBER)
    fold = page.details.extract().get_text()
    assert "−0.5000" in fold
    assert "2/T · (0.5 − 1)" in fold
    assert "0.5" not in page.get_text()


def test_the_right_answer_is_not_always_the_first_nor_in_another_place_tomorrow():
    places = []
    for i in range(30):
        page = html(choice(f"Question {i}?", right=RIGHT, wrong=WRONG))
        places.append([option.get_text() for option in page("li")].index("It shrinks."))
    assert set(places) == {0, 1, 2}
    assert CHOICE._repr_html_() == choice(CHOICE.question, RIGHT, WRONG)._repr_html_()


@pytest.mark.usefixtures("on_the_page")
def test_symbols_code_and_what_would_be_markup():
    assert "dL/dh<sub>t-1</sub>" in CHOICE._repr_html_()
    assert "<code>W_hh.T</code>, and 0.5 &lt; 1" in CHOICE._repr_html_()
    assert "&lt;time&gt;" in OPEN._repr_html_()
    nasty = choice("Why?", right={"</script>": "<b>"}, wrong={"Else": "`</script>`"})
    assert nasty._repr_html_().count("</script>") == 1


def test_the_plain_form_is_one_short_line():
    assert repr(NUMBER) == "Question: What is dL/dh_1?"


def test_a_notebook_gets_the_style_and_the_script_with_the_question():
    page = html(OPEN)
    assert ".rnn-question" in page.style.string
    assert "rnn-question" in page.find_all("script")[-1].string
    assert not re.search(r"(src|href|url\()", OPEN._repr_html_())  # nothing to fetch


def test_a_slip_must_show():
    with pytest.raises(
        ValueError, match=r"'You left out 1/T\.' gives 0\.50004 and the right value is 0\.5\b"
    ):
        number("?", value=0.5, slips={"You left out 1/T.": 0.50004})
    with pytest.raises(
        ValueError, match=r"'Second\.' gives 0\.3 and 'First\.' is 0\.30005, which 4 decimals"
    ):
        number("?", value=0.5, slips={"First.": 0.30005, "Second.": 0.3})
    number("?", value=0.5, slips={"First.": 0.3001, "Second.": 0.3})
    number("?", value=0.5, slips={"You left out 1/T.": 0.50004}, digits=5)
    number("How many?", value=42, slips={"Off by one.": 43}, digits=0)
    with pytest.raises(ValueError, match="0 decimals"):
        number("How many?", value=42, slips={"Half.": 42.5}, digits=0)


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: choice("", RIGHT, WRONG), ValueError, "question must be a text"),
        (lambda: choice(3, RIGHT, WRONG), TypeError, "question must be a text, got int"),
        (lambda: choice("?", {**RIGHT, "Or so.": "x"}, WRONG), ValueError, "right must hold one .* got 2"),
        (lambda: choice("?", {}, WRONG), ValueError, "right must hold at least one"),
        (lambda: choice("?", RIGHT, {}), ValueError, "wrong must hold at least one"),
        (lambda: choice("?", RIGHT, ["It grows."]), TypeError, "wrong must be a dict, got list"),
        (lambda: choice("?", RIGHT, RIGHT), ValueError, "'It shrinks.' is both right and wrong"),
        (lambda: choice("?", RIGHT, {"It grows.": " "}), ValueError, r"wrong\['It grows.'\]"),
        (lambda: answer("Is `W_hh right?", "Yes."), ValueError, "opens a backtick"),
        (lambda: answer("Why?", None), TypeError, "explained must be a text, got NoneType"),
        (lambda: number("?", "0.5", SLIPS), TypeError, "value must be one number, got str"),
        (lambda: number("?", np.ones(2), SLIPS), TypeError, "value must be one number, got ndarray"),
        (lambda: number("?", True, SLIPS), TypeError, "value must be one number, got bool"),
        (lambda: number("?", np.nan, SLIPS), ValueError, "value must be finite, got nan"),
        (lambda: number("?", 1j, SLIPS), TypeError, "value must be one number, got complex"),
        (lambda: number("?", 0.5, {"Hint.": np.inf}), ValueError, r"slips\['Hint.'\] must be finite"),
        (lambda: number("?", 0.5, {}), ValueError, "slips must hold at least one"),
        (lambda: number("?", 0.5, {"": 1.0}), ValueError, "each hint in slips"),
        (lambda: number("?", 0.5, SLIPS, digits=4.0), ValueError, "digits must be an integer"),
        (lambda: number("?", 0.5, SLIPS, explanation=None), TypeError, "explanation must be a text"),
    ],
)
def test_what_is_wrong_is_named(call, error, said):
    with pytest.raises(error, match=said):
        call()
