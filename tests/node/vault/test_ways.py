"""Each slot opens to its own secret, and says what is wrong with any other."""

from pathlib import Path

import msgspec
import pytest

from node.age import identity_text, recipient_of
from node.argon import Cost
from node.secret_errors import (
    KeyringEntryError,
    NoKeyringSlotError,
    PassphraseLengthError,
    SlotCostError,
    VaultError,
    VaultTamperedError,
    WrongPassphraseError,
    WrongRecoveryKeyError,
)
from node.vault.form import Header
from node.vault.ways import (
    by_keyring,
    by_passphrase,
    by_recovery,
    entry_name,
    keyring_slot,
    passphrase_slot,
    recovery_slot,
)
from tests.node.vault.builders import (
    CHEAP,
    OTHER_RECOVERY,
    PASSPHRASE,
    RECOVERY,
    MemoryStore,
    counting_random,
)

WHERE = Path("vault.msgpack")
SITE, WORKSTATION, DATA_KEY = b"s" * 16, b"w" * 16, b"k" * 32
KEPT = identity_text(b"\x33" * 32)
WORDS_SLOT = passphrase_slot(SITE, WORKSTATION, DATA_KEY, PASSPHRASE, random=counting_random(), cost=CHEAP)
HEADER = Header(
    SITE,
    WORKSTATION,
    WORDS_SLOT,
    recovery_slot(RECOVERY.public.recipient, DATA_KEY),
    keyring_slot(recipient_of(KEPT), DATA_KEY),
)


def with_words(**changes: object) -> Header:
    return msgspec.structs.replace(HEADER, passphrase=msgspec.structs.replace(WORDS_SLOT, **changes))


def store(identity: str | None) -> MemoryStore:
    made = MemoryStore()
    if identity is not None:
        made.put(entry_name(WORKSTATION), identity)
    return made


def test_each_way_leads_to_the_same_key() -> None:
    for way in (by_passphrase(PASSPHRASE), by_recovery(RECOVERY.identity), by_keyring(store(KEPT))):
        assert way(HEADER, WHERE) == DATA_KEY


def test_the_key_is_in_no_slot_in_clear() -> None:
    assert DATA_KEY not in msgspec.msgpack.encode(HEADER)


def test_a_wrong_passphrase_and_an_altered_slot_look_alike() -> None:
    swapped = " ".join(reversed(PASSPHRASE.split()))
    with pytest.raises(WrongPassphraseError):
        by_passphrase(swapped)(HEADER, WHERE)
    for changes in (
        {"salt": b"x" * 16},
        {"nonce": b"x" * 12},
        {"wrapped": b"x" * 48},
        {"cost": Cost(16, 1, 1)},
    ):
        with pytest.raises(WrongPassphraseError):
            by_passphrase(PASSPHRASE)(with_words(**changes), WHERE)


def test_a_slot_moved_to_another_site_or_workstation_does_not_open() -> None:
    for changes in ({"site": b"x" * 16}, {"workstation": b"x" * 16}):
        with pytest.raises(WrongPassphraseError):
            by_passphrase(PASSPHRASE)(msgspec.structs.replace(HEADER, **changes), WHERE)


def test_impossible_lengths_were_put_there() -> None:
    for changes in ({"salt": b""}, {"nonce": b""}):
        with pytest.raises(VaultTamperedError):
            by_passphrase(PASSPHRASE)(with_words(**changes), WHERE)


def test_an_absurd_cost_is_not_paid() -> None:
    with pytest.raises(SlotCostError):
        by_passphrase(PASSPHRASE)(with_words(cost=Cost(1 << 40, 1 << 40, 1)), WHERE)


def test_a_typing_error_is_told_before_the_slow_derivation() -> None:
    with pytest.raises(PassphraseLengthError):
        by_passphrase("chien")(with_words(cost=Cost(1 << 40, 1 << 40, 1)), WHERE)


def test_another_recovery_key_is_told_from_an_altered_slot() -> None:
    for identity in (OTHER_RECOVERY.identity, "AGE-SECRET-KEY-1NOTHING", ""):
        with pytest.raises(WrongRecoveryKeyError) as caught:
            by_recovery(identity)(HEADER, WHERE)
        assert not caught.value.values
    slot = msgspec.structs.replace(HEADER.recovery, wrapped=HEADER.recovery.wrapped[:-1])
    with pytest.raises(VaultTamperedError):
        by_recovery(RECOVERY.identity)(msgspec.structs.replace(HEADER, recovery=slot), WHERE)


def test_the_keyring_without_its_entry_or_with_another_is_told() -> None:
    for kept in (None, OTHER_RECOVERY.identity, "rubbish"):
        with pytest.raises(KeyringEntryError):
            by_keyring(store(kept))(HEADER, WHERE)
    with pytest.raises(NoKeyringSlotError):
        by_keyring(store(KEPT))(msgspec.structs.replace(HEADER, keyring=None), WHERE)


def test_a_pin_is_never_a_way() -> None:
    for pin in ("271828", "2 7 1 8 2 8"):
        with pytest.raises(VaultError):
            passphrase_slot(SITE, WORKSTATION, DATA_KEY, pin, random=counting_random(), cost=CHEAP)
