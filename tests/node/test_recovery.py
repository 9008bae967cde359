"""Shares that come back together, shares that do not, and the keys a seed gives."""

import hmac
import itertools
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shamir_mnemonic import generate_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

from node.age import identity_text, open_with, seal_to
from node.recovery import RecoveryPublic, combine_shares, derive_keys, new_seed, printable, split_seed
from node.secret_errors import (
    ShareLengthError,
    ShareMistypedError,
    SharesDisagreeError,
    SharesForeignError,
    SharesTooFewError,
    ShareWordError,
)

SEED = bytes(range(32))


def test_any_two_of_the_shares_give_the_seed_back() -> None:
    shares = split_seed(SEED, 5)
    assert len(shares) == 5
    for pair in itertools.permutations(shares, 2):
        assert combine_shares(pair) == SEED
    assert combine_shares(shares) == SEED


@settings(max_examples=10)
@given(st.integers(8, 16).flatmap(lambda half: st.binary(min_size=2 * half, max_size=2 * half)))
def test_every_length_of_seed_comes_back(seed: bytes) -> None:
    assert combine_shares(split_seed(seed, 2)) == seed


def test_shares_may_be_typed_as_people_type() -> None:
    first, second, _ = split_seed(SEED, 3)
    numbered = "\n".join(printable(first))
    four_letters = "  ".join(word[:4].upper() for word in second.split())
    assert combine_shares([numbered, four_letters]) == SEED


def test_a_printed_share_has_numbered_words_in_columns() -> None:
    (first, _) = split_seed(SEED, 2)
    lines = printable(first)
    assert len(first.split()) == 33
    assert len(lines) == 9
    assert lines[0].split()[:2] == ["1", first.split()[0]]
    assert " ".join(word for line in lines for word in line.split() if not word.isdigit()) == first


def test_one_share_is_not_enough_even_typed_twice() -> None:
    first, _ = split_seed(SEED, 2)
    for typed in ([first], [first, first.upper()]):
        with pytest.raises(SharesTooFewError) as caught:
            combine_shares(typed)
        assert caught.value.values == {"have": "1", "needed": "2"}
    with pytest.raises(SharesTooFewError):
        combine_shares([])


def test_an_unknown_word_is_named_by_its_place_only() -> None:
    first, second = split_seed(SEED, 2)
    words = second.split()
    words[6] = "secretword"
    with pytest.raises(ShareWordError) as caught:
        combine_shares([first, " ".join(words)])
    assert caught.value.values == {"share": "2", "position": "7"}


def test_a_wrong_word_of_the_list_is_noticed() -> None:
    first, second = split_seed(SEED, 2)
    words = first.split()
    for position in range(len(words)):
        wrong = WORDLIST[(WORDLIST.index(words[position]) + 1) % len(WORDLIST)]
        typed = " ".join([*words[:position], wrong, *words[position + 1 :]])
        with pytest.raises(ShareMistypedError) as caught:
            combine_shares([typed, second])
        assert caught.value.values == {"share": "1"}


def test_a_forgotten_or_doubled_word_is_noticed_by_the_count() -> None:
    first, second = split_seed(SEED, 2)
    words = first.split()
    for typed in (words[1:], [*words, words[-1]], words[:5], []):
        with pytest.raises(ShareLengthError) as caught:
            combine_shares([" ".join(typed), second])
        assert caught.value.values == {"share": "1", "words": str(len(typed))}


def test_shares_of_two_sets_do_not_mix() -> None:
    mine, other = split_seed(SEED, 2), split_seed(SEED, 2)
    with pytest.raises(SharesForeignError):
        combine_shares([mine[0], other[1]])


def test_a_forged_share_does_not_give_another_seed() -> None:
    """Same set by its label, sound by its checksum, of another secret."""
    from dataclasses import replace

    from shamir_mnemonic import Share

    mine = split_seed(SEED, 2)
    other = Share.from_mnemonic(split_seed(bytes(32), 2)[1])
    forged = replace(Share.from_mnemonic(mine[1]), value=other.value).mnemonic()
    with pytest.raises(SharesDisagreeError):
        combine_shares([mine[0], forged])


def test_a_set_that_needs_three_says_so() -> None:
    """A share says itself how many are needed: sets made by other means are read too."""
    (group,) = generate_mnemonics(1, [(3, 5)], SEED, iteration_exponent=0)
    with pytest.raises(SharesTooFewError) as caught:
        combine_shares(group[:2])
    assert caught.value.values == {"have": "2", "needed": "3"}
    assert combine_shares(group[1:4]) == SEED


@pytest.mark.parametrize(
    ("seed", "shares"), [(SEED, 1), (SEED, 17), (bytes(14), 2), (bytes(17), 2), (bytes(34), 2)]
)
def test_impossible_sets_are_refused(seed: bytes, shares: int) -> None:
    with pytest.raises(ValueError, match="shares"):
        split_seed(seed, shares)


def _hkdf(seed: bytes, tag: bytes) -> bytes:
    """RFC 5869 by hand: no salt, one block."""
    return hmac.digest(hmac.digest(bytes(32), seed, sha256), tag + b"\x01", sha256)


def test_the_keys_are_hkdf_of_the_seed_each_in_its_domain() -> None:
    keys = derive_keys(SEED)
    assert keys.signing_key.private_bytes_raw() == _hkdf(SEED, b"veilleuse/recovery-sign/1")
    assert keys.identity == identity_text(_hkdf(SEED, b"veilleuse/recovery-decrypt/1"))


def test_the_public_half_matches_and_the_secret_half_is_not_shown() -> None:
    keys = derive_keys(SEED)
    assert open_with(keys.identity, seal_to(keys.public.recipient, b"fictive")) == b"fictive"
    assert keys.public.verify_key == keys.signing_key.public_key().public_bytes_raw()
    assert keys.identity not in repr(keys)


def test_bad_seeds_and_public_values_are_refused() -> None:
    for length in (0, 15, 33):
        with pytest.raises(ValueError, match="16 to 32"):
            derive_keys(bytes(length))
    good = derive_keys(SEED).public
    with pytest.raises(ValueError, match="public values"):
        RecoveryPublic("age1nothing", good.verify_key)
    with pytest.raises(ValueError, match="public values"):
        RecoveryPublic(good.recipient, b"short")


def test_a_new_seed_is_as_random_as_its_source() -> None:
    assert new_seed(lambda n: b"z" * n) == b"z" * 32
