"""The command `rnnlib`."""

import argparse
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

from rnnlib.grading.grade import Report, UnusableError, grade
from rnnlib.grading.sandbox import SandboxError

WIDTH = 100
LONGEST = 800  # characters of a hint
NOTES = 10
ISOLATED = "The submission ran in bubblewrap: no network, no files but Python's own, limited time and memory."
LIMITED = (
    "The submission ran with limits on time, memory, processes and files, but not in a sandbox: bubblewrap "
    "is not here, or may not work here. Grade strangers' work only where it does."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : as given to `rnnlib`; None is those of this process

    Returns
    -------
    code : 0 for full marks, 1 for less, 2 if nothing could be graded
    """
    parser = argparse.ArgumentParser(prog="rnnlib", description="The exercises of Unrolled.")
    commands = parser.add_subparsers(dest="command", required=True)
    parse = commands.add_parser("grade", help="grade one notebook, and print points and hints")
    parse.add_argument("notebook", type=Path)
    parse.add_argument("--exercise", help="its name, if the file has another: for example 03_bptt")
    given = parser.parse_args(arguments)
    try:
        report = grade(given.notebook, given.exercise)
    except (UnusableError, SandboxError) as error:
        print(f"rnnlib grade: {error}", file=sys.stderr)
        return 2
    print(table(report))
    return 0 if report.earned == report.points else 1


def table(report: Report) -> str:
    """Return tasks, points and hints as text.

    Parameters
    ----------
    report : of one submission

    Returns
    -------
    text : of several lines
    """
    width = max(len(judgement.task.id) for judgement in report.judgements)
    lines = [report.exercise, "", f"{'task':{width}}  points", "-" * (width + 8)]
    for judgement in report.judgements:
        lines.append(f"{judgement.task.id:{width}}  {judgement.earned:2} / {judgement.task.points}")
        for hint in judgement.hints:
            lines.append(_paragraph(f"hint: {hint.text}" if judgement.attempted else hint.text, "    "))
    lines += ["-" * (width + 8), f"{'total':{width}}  {report.earned:2} / {report.points}", ""]
    if report.earned < report.points:
        lines += [_paragraph(note) for note in report.notes[:NOTES]]
    lines.append(_paragraph(ISOLATED if report.isolated else LIMITED))
    return "\n".join(lines)


def _paragraph(text: str, indent: str = "") -> str:
    """Return `text` wrapped, cut and without control codes: a submission may have written part of it."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text[:LONGEST])
    return textwrap.fill(plain, WIDTH, initial_indent=indent, subsequent_indent=indent)


if __name__ == "__main__":
    sys.exit(main())
