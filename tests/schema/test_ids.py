"""Ids: text and back, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.ids import BadIdError, id_text, new_id, parse_id, short_hash, short_text


@given(st.binary(min_size=16, max_size=16))
def test_text_reads_back(identifier: bytes) -> None:
    """Every id survives being read aloud, in either case, with separators."""
    text = id_text(identifier)
    assert len(text) == 26
    assert parse_id(text) == identifier
    assert parse_id(f"{text[:6].lower()}-{text[6:]}") == identifier


@pytest.mark.parametrize("letter", ["O0", "I1", "L1"])
def test_confusable_letters_are_read_as_digits(letter: str) -> None:
    """Crockford: what looks like a digit is one."""
    assert parse_id("0" * 25 + letter[0]) == parse_id("0" * 25 + letter[1])


@pytest.mark.parametrize("text", ["", "0" * 25, "0" * 27, "U" + "0" * 25, "Z" * 26, "é" + "0" * 25])
def test_what_is_no_id(text: str) -> None:
    """Cut, mistyped or too large texts are named as such."""
    with pytest.raises(BadIdError):
        parse_id(text)


def test_an_id_has_sixteen_bytes() -> None:
    """Shorter bytes are refused rather than padded."""
    with pytest.raises(BadIdError):
        id_text(b"short")


def test_randomness_is_handed_in() -> None:
    """The source is asked for exactly sixteen bytes."""
    assert new_id(lambda size: bytes(range(size))) == bytes(range(16))


def test_short_text_is_the_beginning() -> None:
    """For comparing aloud; hashes too."""
    assert short_text(bytes(32)) == "00000000"
    assert short_text(b"\xff" * 32) == id_text(b"\xff" * 16)[:8]


def test_a_hash_is_shown_short() -> None:
    assert short_hash(bytes.fromhex("0f3a91c2" * 8)) == "0f3a91c2"
