"""The names in three parts: no near-duplicate leaks, and nothing is lost."""

import pytest

from rnnlib.data import character_names
from rnnlib.data.name_split import PARTS, name_groups, overlap, split_names

SMALL = ["new moon", "full moon with face", "new moon with face", "cat", "cat face", "first-aid", "aid first"]


def test_overlap_counts_words():
    assert overlap("full moon", "new moon") == 1 / 3
    assert overlap("first-aid", "aid first") == 1.0
    assert overlap("cat", "dog") == 0.0


def test_groups_by_hand():
    assert name_groups(SMALL) == [
        ["new moon", "full moon with face", "new moon with face"],
        ["cat", "cat face"],
        ["first-aid", "aid first"],
    ]
    assert name_groups(SMALL, 2.0) == [[name] for name in SMALL]


@pytest.mark.parametrize("seed", [0, 3])
def test_every_name_stands_in_one_part(seed):
    parts = split_names(seed)
    assert list(parts) == list(PARTS)
    assert sorted(name for names in parts.values() for name in names) == sorted(character_names())
    assert min(map(len, parts.values())) > 0.1 * len(character_names())
    assert split_names(seed) == parts


def twins(parts):
    """How many names outside the training have half of their words in common with one in it."""
    rest = parts["validation"] + parts["test"]
    return sum(max(overlap(name, known) for known in parts["training"]) >= 0.5 for name in rest)


def test_no_twin_leaks_and_a_split_that_leaks_is_noticed():
    assert twins(split_names()) == 0
    assert twins(split_names(share=2.0)) > 50
