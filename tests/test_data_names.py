"""Names of characters: the same list on every Python, and tokens that turn back into names."""

import hashlib
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlib.data import character_names
from rnnlib.data.names import ALPHABET, END, FAMILIES, START, VOCAB_SIZE, decode, encode
from rnnlib.sequences import pad

SHA256 = {
    "emoji": "61653c248a1a3863376547240cb6479bf9d8577772730e262750ced35b7a5928",
    "mathematics": "3935cf5b120cceabbacef75d2e92b6bed83cc3418684e5fd7957833b4eea235f",
    "arrows": "bfebee76af808e9c1766ade8e2ba3721347d73b91bb4aab3735b84f200d7a1d1",
}


@pytest.mark.parametrize("family", FAMILIES)
def test_the_list_is_the_same_everywhere(family):
    """The hashes were taken with Python 3.11 (Unicode 14) and hold for 3.12 and 3.13 (15.0 and 15.1)."""
    names = character_names(family)
    assert hashlib.sha256("\n".join(names).encode()).hexdigest() == SHA256[family]


@pytest.mark.parametrize(("family", "count"), [("emoji", 1309), ("mathematics", 512), ("arrows", 256)])
def test_every_name_once_and_over_the_alphabet(family, count):
    names = character_names(family)
    assert len(names) == len(set(names)) == count
    assert set("".join(names)) <= set(ALPHABET)
    assert all(unicodedata.lookup(name).isprintable() for name in names)


def test_known_names():
    emoji = character_names()
    assert emoji[0] == "cyclone"
    assert {"grinning face", "hot dog", "dog face", "slightly smiling face", "melting face"} <= set(emoji)
    assert "wireless" not in emoji  # U+1F6DC, of Unicode 15
    assert character_names("mathematics")[0] == "for all"
    assert "rightwards arrow" in character_names("arrows")


def test_calls_do_not_share_lists():
    character_names().clear()
    assert len(character_names()) == 1309


def test_an_unknown_family_is_refused():
    with pytest.raises(
        ValueError, match=r"family: expected one of \['arrows', 'emoji', 'mathematics'\], got 'x'"
    ):
        character_names("x")


# --- tokens


def test_encode_by_hand():
    np.testing.assert_array_equal(encode("-z a"), [START, 3, 39, 2, 14, END])
    assert VOCAB_SIZE == 40
    assert encode("").tolist() == [START, END]
    assert encode("a").dtype == np.int64


@given(st.text(ALPHABET))
def test_decode_undoes_encode(name):
    tokens = encode(name)
    assert tokens.min() >= 0
    assert tokens.max() < VOCAB_SIZE
    assert decode(tokens) == name
    assert decode(tokens[1:]) == name
    assert decode(tokens[:-1]) == name
    assert decode(np.append(tokens, encode("more"))) == name  # what comes after the end is not read


def test_all_names_survive_a_padded_batch():
    names = character_names()
    tokens, mask = pad([encode(name) for name in names])
    assert mask.sum() == sum(map(len, names)) + 2 * len(names)
    assert [decode(tokens[:, b]) for b in range(len(names))] == names


@pytest.mark.parametrize("name", ["A", "café", "a.b", "a\n"])
def test_other_characters_are_refused(name):
    with pytest.raises(ValueError, match=r"name: expected characters of .*, got "):
        encode(name)


@pytest.mark.parametrize(
    ("tokens", "error", "said"),
    [
        ([40], ValueError, "tokens: expected tokens from 0 to 39, got 40"),
        ([2, -1], ValueError, "tokens: expected tokens from 0 to 39, got -1"),
        ([2.0], TypeError, "tokens: expected integers, got dtype float64"),
        ([[2]], ValueError, r"tokens: expected shape \(T,\), got \(1, 1\)"),
    ],
)
def test_other_tokens_are_refused(tokens, error, said):
    with pytest.raises(error, match=said):
        decode(tokens)
