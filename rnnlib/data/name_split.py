"""The names in three parts, such that no name has a near-duplicate in another part."""

from collections.abc import Sequence

import numpy as np

from rnnlib.data.names import character_names

SHARE = 0.5  # of the words of two names: from here on they stay together
LARGE = 20  # names: larger groups are for training
PARTS = {"training": 0.7, "validation": 0.15, "test": 0.15}


def words(name: str) -> frozenset[str]:
    """Return the words of a name; a hyphen parts them as a space does."""
    return frozenset(name.replace("-", " ").split())


def overlap(name: str, other: str) -> float:
    """Return which share of the words of two names, taken together, stands in both."""
    one, two = words(name), words(other)
    return len(one & two) / len(one | two)


def name_groups(names: Sequence[str], share: float = SHARE) -> list[list[str]]:
    """Return the names in groups: two names that share so many of their words are in the same one.

    Parameters
    ----------
    names : list of str
    share : above 0; the `overlap` from which on two names belong together, and so do all that either
        belongs to

    Returns
    -------
    groups : in the order of their first names
    """
    spoken = [words(name) for name in names]
    known = {word: k for k, word in enumerate(sorted(frozenset().union(*spoken)))}
    said = np.zeros((len(names), len(known)))
    for i, some in enumerate(spoken):
        said[i, [known[word] for word in some]] = 1
    both, sizes = said @ said.T, said.sum(axis=1)
    close = both >= share * (sizes[:, None] + sizes - both)
    close |= np.eye(len(names), dtype=bool)
    group, before = np.arange(len(names)), np.full(len(names), -1)
    while not np.array_equal(group, before):  # each takes the lowest number among those close to it
        group, before = np.where(close, group, len(names)).min(axis=1), group
    members: dict[int, list[str]] = {}
    for name, k in zip(names, group.tolist(), strict=True):
        members.setdefault(k, []).append(name)
    return list(members.values())


def split_names(seed: int = 0, share: float = SHARE) -> dict[str, list[str]]:
    """Return the names of emoji for "training", "validation" and "test", whole groups in one part.

    Parameters
    ----------
    seed : decides which group goes where; groups of more than 20 names are always for training
    share : as in `name_groups`; above 1 every name is a group of its own, and near-duplicates are parted

    Returns
    -------
    parts : dict of lists of str, about 70, 15 and 15 % of the names
    """
    rng = np.random.default_rng(seed)
    parts: dict[str, list[str]] = {part: [] for part in PARTS}
    for group in name_groups(character_names(), share):
        drawn = str(rng.choice(list(PARTS), p=list(PARTS.values())))
        parts["training" if len(group) > LARGE else drawn] += group
    return parts
