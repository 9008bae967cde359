"""Passphrases: enough of them, and read back however people type them."""

import itertools
import unicodedata
from functools import partial

import pytest

from node.secret_errors import PassphraseLengthError, PassphraseWordError
from node.vault.words import WORDS, canonical_passphrase, generate_passphrase, word_list
from tests.node.vault.builders import PASSPHRASE

CANONICAL = "academie abaisser zoologie volume sucre chien"


def _bytes_of(number: int, count: int) -> bytes:
    return number.to_bytes(count, "big")


def _repeated(byte: int, count: int) -> bytes:
    return bytes([byte]) * count


def test_every_word_can_come_at_every_place() -> None:
    """Each word is 11 bits of what was drawn, none of them shared: 66 bits in all."""
    assert len(set(word_list())) == 2048
    for place in range(WORDS):
        for index in (0, 1, 1024, 2047):
            number = index << 11 * place
            words = generate_passphrase(partial(_bytes_of, number)).split()
            assert words[place] == word_list()[index]
            assert [w for i, w in enumerate(words) if i != place] == [word_list()[0]] * (WORDS - 1)


def test_two_draws_differ() -> None:
    counter = itertools.count()
    made = {generate_passphrase(lambda n: next(counter).to_bytes(n, "big")) for _ in range(50)}
    assert len(made) == 50


def test_a_generated_passphrase_reads_back() -> None:
    for byte in range(0, 256, 5):
        passphrase = generate_passphrase(partial(_repeated, byte))
        assert canonical_passphrase(passphrase) == canonical_passphrase(passphrase.upper())


@pytest.mark.parametrize(
    "typed",
    [
        PASSPHRASE,
        PASSPHRASE.upper(),
        unicodedata.normalize("NFD", PASSPHRASE),
        CANONICAL,
        f"  {PASSPHRASE.replace(' ', '   ')}\n",
        PASSPHRASE.replace(" ", "\u00a0"),
        PASSPHRASE.replace(" ", "-"),
        PASSPHRASE.replace(" ", "\n"),
    ],
)
def test_case_accents_and_spaces_do_not_matter(typed: str) -> None:
    assert canonical_passphrase(typed) == CANONICAL


def test_no_two_words_differ_by_their_accents_only() -> None:
    words = [*word_list(), *word_list()[: -2048 % WORDS]]  # whole passphrases: six by six
    plain = {
        word
        for at in range(0, len(words), WORDS)
        for word in canonical_passphrase(" ".join(words[at : at + WORDS])).split()
    }
    assert len(plain) == 2048


def test_another_number_of_words_is_told() -> None:
    for typed, count in (("", "0"), ("chien", "1"), (PASSPHRASE + " chien", "7")):
        with pytest.raises(PassphraseLengthError) as caught:
            canonical_passphrase(typed)
        assert caught.value.values == {"words": count, "expected": "6"}


def test_a_foreign_word_is_told_by_its_place_only() -> None:
    with pytest.raises(PassphraseWordError) as caught:
        canonical_passphrase("chien chien motdepasse chien chien chien")
    assert caught.value.values == {"position": "3"}


def test_order_matters() -> None:
    assert canonical_passphrase(" ".join(reversed(PASSPHRASE.split()))) != CANONICAL
