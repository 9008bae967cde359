"""Which keys are tried for a reopening, and how often."""

from __future__ import annotations

import pytest

from schema.acts.membership import JournalReopened
from schema.rules import NAMED_VOUCHES
from schema.transaction import Tip, journal_id, reopening_input
from sync.journal import public_key, signer, verifies
from sync.membership import JournalInfo, Journals, Membership, Workstation, vouching
from sync.membership.vouching import Vouchers

SITE, WORKSTATION, ANOTHER = b"s" * 16, b"w" * 16, b"x" * 16
SEEDS = [bytes([n]) * 32 for n in range(1, 6)]
"""That it was enrolled with, then of each journal that it reopened."""


def journal(seed: bytes) -> bytes:
    """The id of the journal that this one seals."""
    return journal_id(SITE, public_key(seed), bytes(32))


def state(*, named: bool = False, owner: bytes = WORKSTATION) -> Membership:
    """A workstation that has journals under each key."""
    enrolled = Workstation(WORKSTATION, "PUI-9", "", public_key(SEEDS[0]), b"", "")
    journals = Journals()
    for n, seed in enumerate(SEEDS):
        info = JournalInfo(journal(seed), owner, "membership", public_key(seed))
        journals = journals.also(info, (n + 1, b"", 1, b"", 0))
    rules = {NAMED_VOUCHES: frozenset[int]()} if named else {}
    return Membership(workstations={WORKSTATION: enrolled}, journals=journals, rules=rules)


def reopened(by: bytes, after: bytes | None = None) -> JournalReopened:
    """A new journal, for which this key vouches, said to go on after the journal of that one."""
    key, nonce = public_key(b"\x09" * 32), bytes(32)
    new = journal_id(SITE, key, nonce)
    tip = None if after is None else Tip(journal(after), 1, bytes(32))
    voucher = signer(by)(reopening_input(SITE, new, WORKSTATION, "membership", key, tip))
    return JournalReopened(new, WORKSTATION, "membership", key, nonce, tip, voucher)


class Counting:
    """Counts signatures checked."""

    def __init__(self) -> None:
        self.checked = 0
        self.vouchers = Vouchers(self)

    def __call__(self, key: bytes, signature: bytes, message: bytes) -> bool:
        self.checked += 1
        return verifies(key, signature, message)


@pytest.mark.parametrize("by", SEEDS)
def test_any_key_of_its_journals_vouches_where_the_rule_is_not_switched_on(by: bytes) -> None:
    assert Vouchers().good(state(), SITE, reopened(by))
    assert not Vouchers().good(state(owner=ANOTHER), SITE, reopened(by))


def test_another_key_does_not() -> None:
    counting = Counting()
    assert not counting.vouchers.good(state(), SITE, reopened(b"\x0a" * 32))
    assert counting.checked == len(SEEDS)


@pytest.mark.parametrize(
    ("by", "after", "good"),
    [(0, None, True), (0, 2, True), (2, 2, True), (2, None, False), (2, 3, False), (3, 2, False)],
)
def test_under_the_rule_two_keys_do(by: int, after: int | None, good: bool) -> None:
    counting = Counting()
    content = reopened(SEEDS[by], None if after is None else SEEDS[after])
    assert counting.vouchers.good(state(named=True), SITE, content) is good
    assert counting.checked <= 2
    assert Vouchers().good(state(), SITE, content)
    assert not Vouchers().good(state(named=True, owner=ANOTHER), SITE, content)


def test_what_was_found_is_not_looked_for_again() -> None:
    """And counts only where that key still does."""
    counting = Counting()
    content = reopened(SEEDS[3])
    assert counting.vouchers.good(state(), SITE, content)
    before = counting.checked
    assert counting.vouchers.good(state(), SITE, content)
    assert counting.checked == before
    assert not counting.vouchers.good(state(owner=ANOTHER), SITE, content)
    assert not counting.vouchers.good(state(named=True), SITE, content)


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vouching, "REMEMBERED", 1)
    counting = Counting()
    for by in (SEEDS[0], SEEDS[1], SEEDS[0]):
        assert counting.vouchers.good(state(), SITE, reopened(by))
    first = counting.checked
    assert counting.vouchers.good(state(), SITE, reopened(SEEDS[0]))
    assert counting.checked == first
