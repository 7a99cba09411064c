"""The scoreboard on a page: a whole table without scripts, and with its script one to filter, sort and open.

Every word and number comes from :mod:`rnnlib.data.scoreboard`; a cell that is neither stored nor listed as
one that makes no sense or is not measured cannot be shown.
"""

from collections.abc import Iterator
from html import escape
from importlib.resources import files
from typing import Any

from rnnlib.data import scoreboard_texts as texts
from rnnlib.data.scoreboard import (
    CHEAPER,
    ENOUGH,
    FAR_CHEAPER,
    FIXES,
    FRESH_SEEDS,
    LEAST,
    NO_SENSE,
    PLAIN,
    PROBLEMS,
    SOLVED,
    UNCLIPPED,
    UNKNOWN,
    WORDS,
    baseline,
    fresh,
    measured,
    slug,
    verdict,
    word,
)
from rnnlib.data.scoreboard_told import axis, curves, ends, every, measure, runs, setting, short, stops, told
from rnnlib.explore import page

NAME = "board"
MARKS = dict(zip(WORDS, "●▲–▼∅?", strict=True))  # told apart by shape; the word stands beside
NOTES = list(dict.fromkeys((texts.SENSELESS | texts.NOT_MEASURED).values()))
HEAD = "What helps against what: the fixes, and the problem of each column"


class Scoreboard:
    """What :func:`table` returns: the last expression of a cell."""

    def __init__(self) -> None:
        self.words = {(problem, fix): word(problem, fix) for fix in FIXES for problem in PROBLEMS}

    def __repr__(self) -> str:
        rows = [f"{fix}: {', '.join(self.words[problem, fix] for problem in PROBLEMS)}" for fix in FIXES]
        return "\n".join([f"Scoreboard of {', '.join(PROBLEMS)}", *rows])

    def _repr_html_(self) -> str:
        style = static("scoreboard.css")
        if not page.published():  # the book has the colours already
            style = page.stylesheet() + style
        return (
            f'<figure class="rnn-figure rnn-board" id="{NAME}">\n<style>{style}</style>\n'
            f"{self._controls()}{_legend()}{self._table()}{_notes()}{page.data(self._data())}\n"
            f"<script>{static('scoreboard.js')}</script>\n</figure>"
        )

    def _controls(self) -> str:
        kinds = [(kind, kind) for kind in texts.KINDS]
        orders = [
            ("", "as given"),
            ("name", "by name"),
            ("count", "helps with most"),
            *((slug(problem), f"helps most: {problem}") for problem in PROBLEMS),
        ]
        rows = (
            _select("problem", "Problem", "all eight", [(slug(problem), problem) for problem in PROBLEMS])
            + _select("word", "Verdict", "any", [(slug(said), said) for said in WORDS])
            + _select("named", "Usual table", "any", [("yes", "names it"), ("no", "does not name it")])
            + _select("kind", "Kind of fix", "any", kinds)
            + _select("sort", "Sort", orders[0][1], orders[1:])
        )
        every_fix = f"{len(FIXES)} of {len(FIXES)} fixes"
        reset = '<button type="button" data-do="reset">Show all</button>'
        return (  # a template: for a <select> Chromium lays out even what waits until it is near (near.js)
            f'<div class="rnn-choices" hidden><template>\n{rows}{reset}\n'
            f'<p class="rnn-shown" role="status">Shown: {every_fix}, all eight problems.</p>'
            '<p class="rnn-say" role="status"></p>\n'
            '<p class="rnn-hint">A cell opens its curves. By keyboard: Tab to the table, arrow keys within '
            "it, Enter to open, Escape to close.</p></template></div>\n"
        )

    def _table(self) -> str:
        head = "".join(
            f'<th scope="col" data-problem="{slug(problem)}"><span>{text.short}</span></th>'
            for problem, text in texts.PROBLEMS.items()
        )
        body = "".join(
            f'<tr data-fix="{slug(fix)}" data-kind="{text.kind}"><th scope="row">{escape(fix)}</th>'
            f"{''.join(self._cell(problem, fix) for problem in PROBLEMS)}</tr>\n"
            for fix, text in texts.FIXES.items()
        )
        return (
            '<div class="rnn-sheet" tabindex="0" role="group" aria-label="The scoreboard">\n'
            f'<table>\n<caption>{HEAD}</caption>\n<thead><tr><th scope="col">fix</th>{head}</tr></thead>\n'
            f"<tbody>\n{body}</tbody>\n</table></div>\n"
        )

    def _cell(self, problem: str, fix: str) -> str:
        said = self.words[problem, fix]
        if said in (NO_SENSE, UNKNOWN):
            note = _letter(told(problem, fix))
            more, data = f"<small>note {note}</small>", f' data-note="{note}"'
        else:
            mean, interval, seeds = short(problem, fix)
            more = f"<span>{mean}</span> <small>{interval}</small> <small>{seeds}</small>"
            data = f' data-gain="{verdict(problem, fix).difference:.3f}"'
        if fix in texts.NAMED[problem]:
            data += " data-named"
        return f'<td data-word="{slug(said)}"{data}>{_marked(said)} {more}</td>'

    def _data(self) -> dict[str, Any]:
        cells = {
            f"{slug(problem)},{slug(fix)}": _cell_data(problem, fix)
            for (problem, fix), said in self.words.items()
            if said not in (NO_SENSE, UNKNOWN)
        }
        problems = {slug(problem): _problem_data(problem) for problem in PROBLEMS}
        plain = {slug(name): name for name in (PLAIN, UNCLIPPED)}
        return {"problems": problems, "cells": cells, "plain": plain}


def table() -> Scoreboard:
    """Show every problem against every fix.

    Raises
    ------
    ValueError
        If a cell is neither stored nor listed as one that makes no sense or is not measured.
    """
    return Scoreboard()


def static(name: str) -> str:
    """Return a file of this package's `static`."""
    return files("rnnlib.explore").joinpath("static", name).read_text(encoding="utf-8")


def _cell_data(problem: str, fix: str) -> dict[str, Any]:
    return {
        "told": told(problem, fix),
        "setting": setting(problem, fix),
        "runs": runs(problem, fix),
        "ends": ends(problem, fix),
        "plain": slug(baseline(fix)),
        "curves": _percent(problem, fix),
    }


def _problem_data(problem: str) -> dict[str, Any]:
    """Return what the cells of a problem share: how far apart the looks are, the axis, the plain networks."""
    compared = {fix: baseline(fix) for fix in FIXES if measured(problem, fix)}
    if not compared:
        return {}
    plain = next(iter(compared.values()))
    return {
        "every": every(fresh(problem, plain)),
        "axis": {written: round(100 * height) for written, height in axis(problem).items()},
        "what": measure(problem),
        "stops": stops(problem),
        "plain": {slug(name): _percent(problem, name) for name in dict.fromkeys(compared.values())},
    }


def _percent(problem: str, fix: str) -> list[list[int]]:
    return [[round(100 * score) for score in curve] for curve in curves(problem, fix)]


def _select(name: str, label: str, first: str, others: list[tuple[str, str]]) -> str:
    rest = "".join(f'<option value="{escape(value)}">{escape(said)}</option>' for value, said in others)
    options = f'<option value="">{first}</option>{rest}'
    return f'<label><span>{label}</span> <select name="{name}">{options}</select></label>\n'


def _marked(said: str) -> str:
    return f'<i aria-hidden="true">{MARKS[said]}</i> <b>{said}</b>'


def _letter(note: str) -> str:
    return "abcdefgh"[NOTES.index(note)]


def _legend() -> str:
    marks = "".join(f'<li data-word="{slug(said)}">{_marked(said)}</li>\n' for said in WORDS)
    return (
        f'<ul class="rnn-legend">\n{marks}<li><span data-named></span> named by the usual table</li>\n</ul>\n'
    )


def _rule() -> list[tuple[str, str, str]]:
    """Return what each word means, in scores and in what learning costs."""
    seeds, far = len(FRESH_SEEDS), f"{FAR_CHEAPER:g} times"
    counts = f"by at least {LEAST} ({CHEAPER} times in costs), and the 95 % interval leaves out no difference"
    said = {
        "solved": f"At least {ENOUGH} of {seeds} seeds reach a score of {SOLVED} (in costs: {far} as cheap).",
        "helped": f"Better {counts}.",
        "nothing": "No difference that counts.",
        "worse": f"Worse {counts}.",
        NO_SENSE: "It makes no sense here; a note says why.",
        UNKNOWN: "No runs are stored.",
    }
    return [(slug(name), _marked(name), meaning) for name, meaning in said.items()]


def _notes() -> str:
    """Return the sentences of the problems, the fixes and the notes, under a fold."""

    def listed(title: str, entries: Iterator[tuple[str, str, str]]) -> str:
        rows = "".join(f'<dt>{term}</dt><dd data-of="{key}">{said}</dd>\n' for key, term, said in entries)
        return f"<p><b>{title}</b></p>\n<dl>{rows}</dl>\n"

    problems = (
        (slug(name), name, escape(f"{text.task} {text.score} {text.training}", quote=False))
        for name, text in texts.PROBLEMS.items()
    )
    fixes = ((slug(name), escape(name), escape(text.does, quote=False)) for name, text in texts.FIXES.items())
    notes = ((_letter(note), f"note {_letter(note)}", escape(note, quote=False)) for note in NOTES)
    return (
        "<details><summary>Verdicts, problems, fixes and notes, in a sentence each</summary>\n"
        f"{listed('Verdicts', iter(_rule()))}{listed('Problems', problems)}"
        f"{listed('Fixes', fixes)}{listed('Notes', notes)}</details>\n"
    )
