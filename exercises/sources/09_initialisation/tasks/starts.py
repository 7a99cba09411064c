"""Task init.starts: Xavier and He."""

import numpy as np

from rnnlib.grading.spec import Case, Misconception, Section

READ = Section("11_initialisation", "What should stay equal")
EQUATION = """\
Xavier: variance = 2 / (n_in + n_out)
He:     variance = 2 / n_in"""
WHY = (
    "A random number times s has the variance s². Xavier is a compromise between the way forwards and the way "
    "back; He doubles the variance because ReLU throws half of the squares away."
)

CASES = (
    Case("more columns than rows", lambda rng: {"z": rng.normal(size=(3, 7))}),
    Case("more rows than columns", lambda rng: {"z": rng.normal(size=(9, 4))}),
)


def _scaled(z: np.ndarray, xavier: float, he: float) -> tuple[np.ndarray, np.ndarray]:
    return xavier * z, he * z


MISCONCEPTIONS = (
    Misconception(
        "variance_for_deviation",
        lambda z: _scaled(z, 2 / sum(z.shape), 2 / z.shape[1]),
        "z is multiplied by the variance. Numbers of variance 1 times s have the variance s²: the factor is the "
        "root.",
    ),
    Misconception(
        "fans_exchanged",
        lambda z: _scaled(z, np.sqrt(2 / sum(z.shape)), np.sqrt(2 / z.shape[0])),
        "He's variance is taken from the number of rows. A row reads as many numbers as there are columns, and "
        "these are n_in.",
    ),
    Misconception(
        "uniform_limit",
        lambda z: _scaled(z, np.sqrt(6 / sum(z.shape)), np.sqrt(6 / z.shape[1])),
        "√(6 / …) is the limit of a uniform draw from (-r, r), whose variance is r²/3. The numbers in z have the "
        "variance 1 already.",
    ),
    Misconception(
        "one_for_two",
        lambda z: _scaled(z, np.sqrt(1 / sum(z.shape)), np.sqrt(1 / z.shape[1])),
        "the 2 above the line is missing: Xavier's is the mean of two fans, and He's makes up for what "
        "ReLU takes.",
    ),
)
