"""The tasks of every exercise."""

from rnnlib.grading.spec import Task
from rnnlib.grading.tasks import batch, bptt, bptt_whole, cross_entropy, forecast, forward, loss, training

EXERCISES: dict[str, tuple[Task, ...]] = {
    "01_forward_pass": forward.TASKS + batch.TASKS,
    "02_loss": loss.TASKS[:2] + cross_entropy.TASKS + loss.TASKS[2:],
    "03_bptt": bptt.TASKS[:3] + bptt_whole.TASKS[:1] + bptt.TASKS[3:] + bptt_whole.TASKS[1:],
    "04_training": training.TASKS + forecast.TASKS,
}


def find(task_id: str) -> Task:
    """Return the task of that id.

    Raises
    ------
    ValueError
        If there is none; the message lists all ids.
    """
    tasks = {task.id: task for exercise in EXERCISES.values() for task in exercise}
    if task_id not in tasks:
        raise ValueError(f"task: expected one of {', '.join(tasks)}; got {task_id!r}")
    return tasks[task_id]
