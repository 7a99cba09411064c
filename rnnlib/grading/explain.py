"""Which wrong function gives the learner's numbers, on every case tried and with none to the contrary."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from rnnlib.grading.answer import Answer, same_digits
from rnnlib.grading.child import pack_arguments
from rnnlib.grading.compare import Leaves, close
from rnnlib.grading.family import Mutant, outcome, pairs, singles
from rnnlib.grading.relations import relation
from rnnlib.grading.spec import Misconception, Task
from rnnlib.grading.structure import structure

NUMBERS = "these are the numbers that come out when "
DRAWS = range(3)  # fresh arguments that tell two explanations apart
LIKELY = 2  # the cost up to which an edit is likely
DISTINCT, PAIRED = 150, 40  # mutants that are tried with a relation of the numbers, and in pairs


@dataclass(frozen=True)
class Explanation:
    """A mistake that gives the learner's numbers.

    Parameters
    ----------
    id : of the hint
    text : names the mistake
    slip : the line with the mistake marked, if it is known
    """

    id: str
    text: str
    slip: str = ""


def explain(answer: Answer) -> list[Explanation]:
    """Return what explains a wrong answer in full: one mistake, or two in different parts of a result.

    Parameters
    ----------
    answer : with a value for every case, and one or more of them wrong

    Returns
    -------
    explanations : none if nothing does
    """
    unchanged = answer.task.changes and answer.equals(lambda *_: None, by_hand=True)
    if unchanged or not answer.says():  # as many mistakes have in common
        return by_hand(answer) or _by_structure(answer)
    family = singles(answer.task)
    likely = [mutant for mutant in family if mutant.cost <= LIKELY]
    for attempt in (
        lambda: by_hand(answer),
        lambda: _by_one(answer, likely),
        lambda: _by_structure(answer),
        lambda: _by_relation(answer, answer.want, ""),
        lambda: _by_one(answer, [mutant for mutant in family if mutant.cost > LIKELY]),
        lambda: _by_parts(answer, [mutant for mutant in likely if mutant.cost == 1]),
        lambda: _by_half(answer),
        lambda: _by_both(answer, _telling(answer, likely, DISTINCT)),
        lambda: _by_one(answer, pairs(_telling(answer, likely, PAIRED))),
    ):
        if found := attempt():
            return found
    return []


def by_hand(answer: Answer) -> list[Explanation]:
    """Return the known misconception that gives these numbers, if there is one."""
    for known in answer.task.misconceptions:
        if answer.equals(known.wrong, by_hand=True):
            return [Explanation(f"{answer.task.id}.{known.name}", known.hint)]
    return []


def _by_one(answer: Answer, mutants: Iterable[Mutant]) -> list[Explanation]:
    """Return the first mutant that gives these numbers, and another if other arguments tell them apart."""
    equal = (mutant for mutant in mutants if answer.equals(mutant.function))
    first = next(equal, None)
    if first is None:
        return []
    text = f"{NUMBERS}{first.words}"
    some = [mutant for mutant in islice(equal, 3) if mutant.words != first.words]
    other = next((mutant for mutant in some if _differ(answer.task, first, mutant)), None)
    if other is not None:
        text += f". The same numbers come out here when {other.words}"
    return [Explanation("mutant", text + ".", first.slip())]


def _differ(task: Task, one: Mutant, other: Mutant) -> bool:
    for seed in DRAWS:
        for inputs in task.draw(np.random.default_rng(seed)):
            packed = pack_arguments(inputs)
            if not same_digits(*(outcome(mutant.function, packed, task.changes) for mutant in (one, other))):
                return True
    return False


def _by_structure(answer: Answer) -> list[Explanation]:
    said = structure(answer.got, answer.want)
    return [Explanation("structure", said)] if said else []


def _by_relation(answer: Answer, source: Sequence[Leaves], words: str) -> list[Explanation]:
    """Return how every wrong array is related to the one of `source`, if that is simple."""
    said: dict[str, list[str]] = {}
    for place in dict.fromkeys(place for leaves in answer.got for place in leaves):
        both = [(got.get(place), from_.get(place)) for got, from_ in zip(answer.got, source, strict=True)]
        arrays = [(g, s) for g, s in both if isinstance(g, np.ndarray) and isinstance(s, np.ndarray)]
        if len(arrays) < len(both):
            return []
        if all(close(*pair) for pair in arrays):
            continue
        how = relation([g for g, _ in arrays], [s for _, s in arrays], answer.sizes, bool(words))
        if not how:
            return []
        g, s = arrays[-1]
        if g.shape != s.shape:
            how += f": its shape is {g.shape} where {s.shape} is expected"
        said.setdefault(how, []).append(place)
    if not said:
        return []
    name = answer.task.changes or "result"
    parts = []
    for how, places in said.items():
        names = " and ".join(f"{name}{place}" if place else "your result" for place in places)
        parts.append(f"{'each of ' * (len(places) > 1)}{names} {how}")
    text = "; ".join(parts)
    return [Explanation("relation", f"{text}{words}.")]


def _by_parts(answer: Answer, family: Sequence[Mutant]) -> list[Explanation]:
    """Return two mistakes in different parts of the result."""
    if len(answer.places) < 2:
        return []
    explained: list[tuple[frozenset[str], Misconception | Mutant]] = []
    explained += [(answer.parts(known.wrong, by_hand=True), known) for known in answer.task.misconceptions]
    explained += [(answer.parts(mutant.function), mutant) for mutant in family]
    left = set(answer.places)
    found: list[Explanation] = []
    while left and len(found) < 2:
        places, mistake = max(explained, key=lambda pair: len(pair[0] & left))
        if not places & left:
            return []
        if isinstance(mistake, Mutant):
            found.append(Explanation("mutant", f"{NUMBERS}{mistake.words}.", mistake.slip()))
        else:
            found.append(Explanation(f"{answer.task.id}.{mistake.name}", mistake.hint))
        left -= places
    return [] if left else found


def _by_half(answer: Answer) -> list[Explanation]:
    """Return a known mistake that was made in one part of the result alone, the others being right."""
    place = answer.places[0]
    if len(answer.places) > 1 or not place:
        return []
    for known in answer.task.misconceptions:
        if answer.equals(known.wrong, by_hand=True, alone=place):
            text = f"in {answer.task.changes or 'result'}{place} alone, the rest being right: {known.hint}"
            return [Explanation(f"{answer.task.id}.{known.name}", text)]
    return []


def _by_both(answer: Answer, mutants: Sequence[Mutant]) -> list[Explanation]:
    """Return a mutant and a simple relation to its result."""
    for known in answer.task.misconceptions:
        theirs = answer.outcomes(known.wrong)
        if all(leaves.keys() == got.keys() for leaves, got in zip(theirs, answer.got, strict=True)):
            found = _by_relation(answer, theirs, ", on top of that")
            if found:
                return [Explanation(f"{answer.task.id}.{known.name}", known.hint), *found]
    for mutant in mutants:
        theirs = answer.outcomes(mutant.function)
        if all(leaves.keys() == got.keys() for leaves, got in zip(theirs, answer.got, strict=True)):
            found = _by_relation(answer, theirs, f", and on top of that {mutant.words}")
            if found:
                return [Explanation("mutant", found[0].text, mutant.slip())]
    return []


def _telling(answer: Answer, mutants: Iterable[Mutant], most: int) -> list[Mutant]:
    """Return mutants that run and are all different, as many as there is time for."""
    found: dict[bytes, Mutant] = {}
    for mutant in mutants:
        theirs = answer.outcome(mutant.function, answer.order[0])
        arrays = [
            np.round(leaf.astype(float), 9).tobytes()
            for leaf in theirs.values()
            if isinstance(leaf, np.ndarray)
        ]
        if arrays and not same_digits(theirs, answer.want[answer.order[0]]):
            found.setdefault(b"".join(arrays), mutant)
        if len(found) == most:
            break
    return list(found.values())
