"""nbgrader with the trusted judge: points that come from outside the process that runs a submission.

nbgrader by itself runs a check beside the submission, which can replace it. With these two lines in
`nbgrader_config.py`, `nbgrader autograde` takes its points from the judge that `rnnlib grade` asks:

    from rnnlib.grading.for_nbgrader import judge_outside
    judge_outside(get_config())
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from nbgrader.converters import Autograde
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from nbgrader.utils import is_grade

from rnnlib.grading.cli import NOTES
from rnnlib.grading.grade import Report, grade
from rnnlib.grading.judge import Judgement
from rnnlib.grading.notebook import cell_id
from rnnlib.grading.report import paragraph


class Judge(NbGraderPreprocessor):
    """Give each check of a notebook its points and hints as output, in place of executing the notebook."""

    def preprocess(
        self, nb: nbformat.NotebookNode, resources: dict[str, Any]
    ) -> tuple[nbformat.NotebookNode, dict[str, Any]]:
        """Return the notebook with the outputs that nbgrader reads points from."""
        names = resources["nbgrader"]
        with TemporaryDirectory() as folder:
            path = Path(folder) / names["assignment"] / f"{names['notebook']}.ipynb"
            path.parent.mkdir()
            nbformat.write(nb, path)
            report = grade(path)
        judgements = {f"{cell_id(judgement.task)}-check": judgement for judgement in report.judgements}
        for cell in nb.cells:
            if cell.cell_type == "code":
                judgement = judgements.get(cell.metadata.nbgrader.grade_id) if is_grade(cell) else None
                cell.outputs = _outputs(cell, judgement, report) if is_grade(cell) else []
        return nb, resources


def _outputs(
    cell: nbformat.NotebookNode, judgement: Judgement | None, report: Report
) -> list[nbformat.NotebookNode]:
    """Return the points as nbgrader reads them, none for a check of no task, and what there is to say."""
    share = judgement.earned / judgement.task.points if judgement else 0.0
    points = nbformat.v4.new_output(
        "execute_result", {"text/plain": str(share * cell.metadata.nbgrader.points)}, execution_count=None
    )
    if judgement is None or share == 1:
        return [points]
    said = [*(hint.text for hint in judgement.hints), *report.notes[:NOTES]]
    words = "\n".join(paragraph(text) for text in said)
    return [nbformat.v4.new_output("stream", name="stdout", text=f"{words}\n"), points]


def judge_outside(config: Any) -> None:
    """Make `nbgrader autograde` ask the trusted judge.

    Parameters
    ----------
    config : what `get_config()` gives in `nbgrader_config.py`
    """
    steps = Autograde.autograde_preprocessors.default()
    config.Autograde.autograde_preprocessors = [Judge if step is Execute else step for step in steps]
