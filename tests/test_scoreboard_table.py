"""The scoreboard's table as HTML: every cell against the stored runs, and tables that lie."""

import gzip
import json
import re
from pathlib import Path

import numpy as np
import pytest
from bs4 import BeautifulSoup
from scoreboard.fixes import FIXES as NETWORKS
from scoreboard.problems import BIGRAM, GOAL
from scoreboard.problems import PROBLEMS as TASKS

from rnnlib.data import scoreboard, scoreboard_texts, scoreboard_told
from rnnlib.data.scoreboard import FIXES, NOT_MEASURED, PROBLEMS, SENSELESS, slug
from rnnlib.explore.scoreboard import table

STORED = Path(scoreboard.__file__).parent / "experiments" / "scoreboard"
KEYS = {f"{slug(problem)},{slug(fix)}": (problem, fix) for problem in PROBLEMS for fix in FIXES}


@pytest.fixture(scope="module")
def html():
    return table()._repr_html_()


def runs(problem, fix):
    """The fresh runs of a cell, read from its file; None where there is none."""
    path = STORED / f"{slug(problem)}__{slug(fix)}.json"
    return json.loads(path.read_text())[-5:] if path.exists() else None


def lies(html):
    """Name the cells that say what the stored runs do not."""
    page = BeautifulSoup(html, "html.parser")
    data = json.loads(page.select_one('script[type="application/json"]').string)
    problems = [head["data-problem"] for head in page.select("thead th")[1:]]
    found = []
    cells = {
        f"{problem},{row['data-fix']}": cell
        for row in page.select("tbody tr")
        for problem, cell in zip(problems, row.select("td"), strict=True)
    }
    if cells.keys() != KEYS.keys():
        return ["cells"]
    for key, cell in cells.items():
        problem, fix = KEYS[key]
        word, shown = cell.select_one("b").get_text(), data["cells"].get(key)
        fresh = runs(problem, fix)
        if shown is None:
            listed = {"no sense": (problem, fix) in SENSELESS, "not measured": (problem, fix) in NOT_MEASURED}
            if not listed.get(word) or (word == "not measured" and scoreboard.measured(problem, fix)):
                found.append(f"{key}: {word}")
            continue
        plain = runs(problem, scoreboard.baseline(fix))
        if problem == "slow training":
            ratios = {
                row["fix"]: row["ratio"] for row in json.loads((STORED / "update_costs.json").read_text())
            }
            costs = [
                [row["updates"] * ratio for row in rows] for rows, ratio in ((fresh, ratios[fix]), (plain, 1))
            ]
            verdict = scoreboard.judged_costs(*costs)
            mean = f"×{verdict.difference:.3g}"
            top = 1 - np.log(GOAL) / np.log(BIGRAM)
        else:
            verdict = scoreboard.judged(*([row["score"] for row in rows] for rows in (fresh, plain)))
            mean, top = f"{verdict.difference:+z.2f}".replace("-", "−"), 1
        if word != verdict.word or not shown["told"].startswith(f"{verdict.word.capitalize()}: "):
            found.append(f"{key}: {word} for {verdict.word}")
        written = cell.select_one("span").get_text()
        if written != mean and not (
            written[0] == mean[0] == "×" and abs(float(written[1:]) / float(mean[1:]) - 1) < 0.05
        ):
            found.append(f"{key}: {written} for {mean}")
        if shown["curves"] != [[round(100 * score / top) for score in row["curve"]] for row in fresh]:
            found.append(f"{key}: curves")
    return found


def test_every_cell_says_what_the_stored_runs_say(html):
    assert lies(html) == []
    assert html.count("<td ") == len(KEYS) == 168


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<b>worse</b>", "<b>solved</b>"),
        ('"told":"Worse:', '"told":"Solved:'),
        ("<span>−0.", "<span>+0."),
        ('"curves":[[', '"curves":[[50,'),
        ("<b>not measured</b>", "<b>helped</b>"),
        ("<b>no sense</b>", "<b>not measured</b>"),
        ('"cells":{"', '"cells":{"x'),
        ('data-fix="lstm"', 'data-fix="gru"'),
    ],
)
def test_a_table_that_lies_is_found_out(html, right, wrong):
    above, _, below = html.partition("<tbody>")
    assert right in below
    assert lies(above + "<tbody>" + below.replace(right, wrong, 1)) != []


def test_a_cell_that_is_neither_stored_nor_listed_is_refused(monkeypatch):
    path = STORED / "vanishing__lstm.json"
    read = Path.is_file
    monkeypatch.setattr(Path, "is_file", lambda self: self.name != path.name and read(self))
    monkeypatch.setitem(scoreboard.NOT_MEASURED, ("vanishing", "LSTM"), "Not yet.")
    assert table().words["vanishing", "LSTM"] == "not measured"
    monkeypatch.delitem(scoreboard.NOT_MEASURED, ("vanishing", "LSTM"))
    with pytest.raises(ValueError, match="expected a cell that is stored, got 'LSTM'"):
        table()


def test_what_makes_no_sense_or_is_not_measured_says_why():
    for problem, fix in SENSELESS:
        assert scoreboard.word(problem, fix) == "no sense"
        assert len(scoreboard_told.told(problem, fix)) > 20
    assert not set(SENSELESS) & set(NOT_MEASURED)
    assert set(NOT_MEASURED) <= set(KEYS.values())


@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_sentence_of_a_problem_has_the_scripts_numbers(problem):
    text, task = scoreboard_texts.PROBLEMS[problem], TASKS[problem]
    for number in (task.length, task.shortest or task.length):
        assert re.search(rf"\b{number:,}\b", text.task), (number, text.task)
    for number in (task.updates, task.batch, task.hidden_size):
        assert re.search(rf"\b{number:,}\b", text.training), (number, text.training)
    assert ("Adam" in text.training) == (task.optimizer.__name__ == "Adam")
    if task.guess is not None:
        assert f"({int(4 * task.guess)}/4" in text.score


def test_the_sentence_of_a_fix_has_the_scripts_numbers():
    assert (scoreboard_texts.BIGRAM, scoreboard_texts.GOAL) == (BIGRAM, GOAL)
    assert pytest.approx(TASKS["slow training"].goal) == scoreboard_told.LEARNED
    assert {TASKS[problem].goal for problem in PROBLEMS if problem != "slow training"} == {
        scoreboard_texts.STOP
    }
    changed = {fix for fix in FIXES if fix in NETWORKS and NETWORKS[fix].rate != 1}
    assert changed == {scoreboard_texts.TENTH}
    assert NETWORKS[scoreboard_texts.TENTH].rate == 0.1
    assert NETWORKS["shorter sequences"].share == 0.25
    assert NETWORKS["parallelisation"].batch == 4
    chunks = {TASKS[problem].chunk for problem in PROBLEMS[:-1]}, {TASKS["very long"].chunk}
    said = scoreboard_texts.FIXES["truncated BPTT"].does
    assert [{int(number)} for number in re.findall(r"\d+", said)] == list(chunks)
    assert {text.kind for text in scoreboard_texts.FIXES.values()} == set(scoreboard_texts.KINDS)


def test_the_setting_is_the_chosen_one_in_the_rates_that_were_used():
    for problem, fix in KEYS.values():
        if not scoreboard.measured(problem, fix):
            continue
        row = runs(problem, fix)[0]
        said = scoreboard_told.setting(problem, fix)
        clip = "no clipping" if row["clip"] is None else f"clipped at {row['clip']:g}"
        assert said.startswith(f"Rate {row['lr'] * (0.1 if fix == 'smaller rate' else 1):g}, {clip}.")


def test_the_board_is_small():
    assert len(gzip.compress(table()._repr_html_().encode())) < 60_000
