"""A learner's answer on all cases of a task, and whether a function gives the same numbers."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from rnnlib.grading.child import unpack_arguments
from rnnlib.grading.compare import Leaves, close, cut
from rnnlib.grading.family import outcome, same, sources
from rnnlib.grading.relations import TINY, sizes
from rnnlib.grading.spec import Task

ROUNDING = 1e-6  # of what a mistake changes
WHOLE = 2**52  # every float64 above it is a whole number


class Answer:
    """What a learner's function gave on the cases of a task, beside what it should have given.

    Parameters
    ----------
    task : what was to be done
    packed : for each case the arguments
    got, want : for each case what came back and what should have
    """

    def __init__(
        self, task: Task, packed: Sequence[dict[str, Any]], got: Sequence[Leaves], want: Sequence[Leaves]
    ) -> None:
        self.task, self.packed, self.got, self.want = task, packed, got, want
        wrong = [
            (c, p) for c, leaves in enumerate(got) for p in leaves if not close(leaves[p], want[c].get(p))
        ]
        self.places = list(dict.fromkeys(place for _, place in wrong))
        cases = range(len(got))
        failing = [
            case for case in cases if got[case].keys() != want[case].keys() or case in {c for c, _ in wrong}
        ]
        self.seen: dict[tuple[Callable[..., Any], int], Leaves] = {}
        self.order = failing + [case for case in cases if case not in failing]  # a wrong mutant is left soon

    def outcome(self, function: Callable[..., Any], case: int) -> Leaves:
        """Return what a function gives on a case; it is called once."""
        if (function, case) not in self.seen:
            self.seen[function, case] = outcome(function, self.packed[case], self.task.changes)
        return self.seen[function, case]

    def outcomes(self, function: Callable[..., Any]) -> list[Leaves]:
        """Return what a function gives on each case."""
        return [self.outcome(function, case) for case in range(len(self.packed))]

    def equals(self, function: Callable[..., Any], by_hand: bool = False, alone: str = "") -> bool:
        """Return whether a function gives these very numbers, and wrong ones among them that say something.

        Parameters
        ----------
        function : wrong in a known way
        by_hand : whether a person chose it, so that NaN and infinity say something too
        alone : the one place to look at, where it is not all of them
        """
        says = False
        for case in self.order:
            got, theirs, want = self.got[case], self.outcome(function, case), self.want[case]
            if alone:
                got, theirs = ({alone: side[alone]} if alone in side else {} for side in (got, theirs))
            if not same_digits(got, theirs) and not (by_hand and _rounded(got, theirs, want)):
                return False
            says = says or any(self._says(case, place, by_hand) for place in self.got[case])
        return says

    def says(self) -> bool:
        """Return whether a wrong result is neither NaN nor made of whole numbers."""
        return any(self._says(case, place) for case in self.order for place in self.got[case])

    def _says(self, case: int, place: str, by_hand: bool = False) -> bool:
        """Return whether the numbers there are wrong, and not all NaN or whole, as after many mistakes."""
        got, want = self.got[case][place], self.want[case].get(place)
        if not isinstance(got, np.ndarray) or close(got, want):
            return False
        if by_hand:
            return True
        wrong = np.ones(got.shape, bool)
        if isinstance(want, np.ndarray) and want.shape == got.shape:
            wrong = ~np.isclose(got, want, rtol=1e-9, atol=1e-12, equal_nan=True)
        finite = got[np.isfinite(got)]
        broken = _nonzero(finite - np.rint(finite)) | (np.abs(finite) > WHOLE)
        return bool(np.isfinite(got[wrong]).any() and broken.any())

    def parts(self, function: Callable[..., Any], by_hand: bool = False) -> frozenset[str]:
        """Return the wrong places that a function explains, if it gets the others right or as here.

        Parameters
        ----------
        function : wrong in a known way
        by_hand : whether a person chose it, who speaks of one place, whatever comes of it in others
        """
        explained = set(self.places)
        says = False
        for case in self.order:
            theirs = self.outcome(function, case)
            for place, got in self.got[case].items():
                if close(got, theirs.get(place)):
                    says = says or (place in self.places and self._says(case, place, by_hand))
                elif place in self.places and (
                    by_hand or close(self.want[case].get(place), theirs.get(place))
                ):
                    explained.discard(place)
                else:
                    return frozenset()
        return frozenset(explained if says else ())

    @cached_property
    def sizes(self) -> list[dict[str, int]]:
        """For each case the lengths of axes by name."""
        solution = sources(self.task)[0]
        return [sizes(solution, unpack_arguments(inputs)) for inputs in self.packed]


def _nonzero(array: np.ndarray) -> np.ndarray:
    """Return where numbers are not zero, nor what rounding leaves of it."""
    return ~(np.abs(array) < TINY)


def same_digits(got: Leaves, theirs: Leaves) -> bool:
    """Return whether two results have the same numbers, none of them with its digits cut off."""
    arrays = ((got[place], leaf) for place, leaf in theirs.items())
    return same(got, theirs) and not any(
        isinstance(ours, np.ndarray) and isinstance(leaf, np.ndarray) and cut(ours, leaf)
        for ours, leaf in arrays
    )


def _rounded(got: Leaves, theirs: Leaves, want: Leaves) -> bool:
    """Return whether two results are the same but for rounding, which is little beside the mistake itself."""
    if got.keys() != theirs.keys():
        return False
    for place, leaf in theirs.items():
        if close(got[place], leaf):
            continue
        arrays = [side.get(place) for side in (got, theirs, want)]
        if len({np.shape(a) if isinstance(a, np.ndarray) else "" for a in arrays}) > 1 or isinstance(
            leaf, str
        ):
            return False
        ours, wrong, right = (np.asarray(a, float) for a in arrays)
        changed = ROUNDING * np.abs(wrong - right).max(initial=0)
        if not np.isfinite(changed) or not np.abs(ours - wrong).max(initial=0) <= changed:
            return False
    return True
