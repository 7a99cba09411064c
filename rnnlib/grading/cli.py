"""The command `rnnlib`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from rnnlib.grading.grade import Report, grade
from rnnlib.grading.notebook import UnusableError
from rnnlib.grading.printing import one_line, say
from rnnlib.grading.report import help_with, of_exercise, paragraph
from rnnlib.grading.sandbox import SandboxError

NOTES = 10
ISOLATED = "The submission ran in bubblewrap: no network, no files but Python's own, limited time and memory."
KINDS = {"RLIMIT_AS": "memory", "RLIMIT_NPROC": "processes", "RLIMIT_FSIZE": "files"}  # besides time


class Parser(argparse.ArgumentParser):
    """A parser of arguments whose complaints are one line: they quote names of files."""

    def error(self, message: str) -> NoReturn:
        """Print usage and complaint, and exit."""
        super().error(one_line(message))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : as given to `rnnlib`; None is those of this process

    Returns
    -------
    code : 0 for full marks, 1 for less, 2 if nothing could be graded
    """
    parser = Parser(prog="rnnlib", description="The exercises of Unrolled.")
    commands = parser.add_subparsers(dest="command", required=True)
    parse = commands.add_parser("grade", help="grade one notebook, and print points and hints")
    parse.add_argument("notebook", type=Path)
    parse.add_argument("--exercise", help="its name, if the file has another: for example 03_bptt")
    parse.add_argument(
        "--require-isolation",
        action="store_true",
        help="run nothing outside a sandbox (bubblewrap): for work that is not your own",
    )
    given = parser.parse_args(arguments)
    try:
        report = grade(given.notebook, given.exercise, isolated=True if given.require_isolation else None)
    except (UnusableError, SandboxError) as error:
        say(f"rnnlib grade: {one_line(str(error))}", sys.stderr)
        return 2
    say(table(report))
    return 0 if report.earned == report.points else 1


def table(report: Report) -> str:
    """Return tasks, points, hints and how the submission ran as text.

    Parameters
    ----------
    report : of one submission

    Returns
    -------
    text : of several lines
    """
    lines = [of_exercise(report.exercise, report.judgements), ""]
    if more := help_with(report.judgements):
        lines += [more, ""]
    if report.earned < report.points:
        lines += [paragraph(note, "    ") for note in report.notes[:NOTES]]
    return "\n".join([*lines, ISOLATED if report.isolated else _limited(report.missing)])


def _limited(missing: Sequence[str]) -> str:
    held = ["time", *(kind for name, kind in KINDS.items() if name not in missing)]
    none = [kind for name, kind in KINDS.items() if name in missing]
    gap = f" (none here on {_listed(none)})" if none else ""
    return f"It ran under limits on {_listed(held)}{gap}, but not in a sandbox."


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1])] * (len(words) > 1) + [words[-1]])


if __name__ == "__main__":
    sys.exit(main())
