"""A task of an exercise: a function to write, arguments to try it on, and the mistakes known beforehand."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Inputs = dict[str, Any]
BOOK = "https://unrolled-book.github.io/unrolled/"


@dataclass(frozen=True)
class Case:
    """One behaviour of a task.

    Parameters
    ----------
    label : the behaviour in plain words, as printed by a check
    draw : gives the arguments of the function, in its order, from a random generator
    main : whether it earns all the points of the task that the other cases leave, which earn one each; where
        no case is the main one, the last is
    points : what a right answer earns, set from the points that the master gives the task
    hint : names the mistake of who fails here, where an answer is a verdict and its numbers say nothing
    """

    label: str
    draw: Callable[[np.random.Generator], Inputs]
    main: bool = False
    points: int = 1
    hint: str = ""


@dataclass(frozen=True)
class Misconception:
    """A known way to go wrong.

    Parameters
    ----------
    name : short; the hint's full name is the task's id, a dot and this name
    wrong : the function as somebody with this misconception writes it
    hint : names the misconception without giving the answer
    """

    name: str
    wrong: Callable[..., Any]
    hint: str


@dataclass(frozen=True)
class Section:
    """Where to read.

    Parameters
    ----------
    page : a chapter's file, without its suffix, as in "03_loss"
    title : of the section
    """

    page: str
    title: str

    def __str__(self) -> str:
        return f"chapter {int(self.page[:2])}, {self.title.replace('$', '')}"

    @property
    def address(self) -> str:
        """The section's address in the published book."""
        anchor = re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-")
        return f"{BOOK}chapters/{self.page}.html#{anchor}"


@dataclass(frozen=True)
class Task:
    """One function that a learner writes.

    Parameters
    ----------
    id : topic and name, as in `check("forward.states", rnn_states)`
    number : of its section in the notebook, as in "1.3"
    title : a few words
    function : the name that the learner's function has in the notebook
    returns : what comes back, with its shape
    reference : the right function
    cases : the behaviours that are tested
    misconceptions : the known ways to go wrong
    read : where the book explains it
    equation : what is computed, in plain letters, of one or several lines
    why : what an expert would notice about a right answer, in a sentence or two
    changes : the argument whose arrays the function updates in place, instead of returning something
    tried : where many answers are right: tries the answer to a call, and says what is wrong with what came of
        it; "" if nothing is
    solutions : the sources of right functions: the reference's own, then others of another form; they may
        call the right functions of the exercise's other tasks, by name
    """

    id: str
    number: str
    title: str
    function: str
    returns: str
    reference: Callable[..., Any]
    cases: tuple[Case, ...]
    misconceptions: tuple[Misconception, ...]
    read: Section
    equation: str
    why: str
    changes: str = ""
    tried: Callable[[Any, Inputs], str] | None = None
    solutions: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        """The points of all cases together."""
        return sum(case.points for case in self.cases)

    def draw(self, rng: np.random.Generator) -> list[Inputs]:
        """Return the arguments for every case, fresh from `rng`."""
        return [case.draw(rng) for case in self.cases]
