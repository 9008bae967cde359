"""The three ways to a vault's data key, one slot each: six words, the recovery key, the keyring.

The slots of recovery and keyring are sealed to public recipients, so that a new data key can be
put in all of them by whoever may change the vault, without meeting the other secrets.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from node.age import WrongIdentityError, open_with, recipient_of, seal_to
from node.argon import SALT_BYTES, Cost, stretch
from node.secret_errors import (
    KeyringEntryError,
    NoKeyringSlotError,
    SlotCostError,
    VaultTamperedError,
    WrongPassphraseError,
    WrongRecoveryKeyError,
)
from node.vault.form import Header, KeyringSlot, PassphraseSlot, RecoverySlot
from node.vault.store import SecretStore
from node.vault.words import canonical_passphrase
from schema.codec import encode
from schema.ids import Random

Way: TypeAlias = Callable[[Header, Path], bytes]
"""Finds the data key from the header; raises the `VaultError` of its slot."""

DATA_KEY_BYTES = 32
NONCE_BYTES = 12

_TAG = b"veilleuse/vault-passphrase/1"


def by_passphrase(passphrase: str) -> Way:
    """With the six words, as typed."""

    def find(header: Header, path: Path) -> bytes:
        slot = header.passphrase
        words = canonical_passphrase(passphrase)
        if not slot.cost.reasonable:
            raise SlotCostError(path=str(path))
        if len(slot.salt) != SALT_BYTES or len(slot.nonce) != NONCE_BYTES:
            raise VaultTamperedError(path=str(path))
        cipher = ChaCha20Poly1305(stretch(words.encode(), slot.salt, slot.cost))
        bound = _bound_to(header.site, header.workstation, slot.cost)
        try:
            return cipher.decrypt(slot.nonce, slot.wrapped, bound)
        except InvalidTag:
            raise WrongPassphraseError from None

    return find


def by_recovery(identity: str) -> Way:
    """With the age identity that the recovery seed derives (`node.recovery.derive_keys`)."""

    def find(header: Header, path: Path) -> bytes:
        slot = header.recovery
        return _open_slot(slot, identity, WrongRecoveryKeyError(), path)

    return find


def by_keyring(store: SecretStore) -> Way:
    """With what the operating system's keyring keeps, without a person."""

    def find(header: Header, path: Path) -> bytes:
        slot = header.keyring
        if slot is None:
            raise NoKeyringSlotError
        identity = store.get(entry_name(header.workstation))
        if identity is None:
            raise KeyringEntryError
        return _open_slot(slot, identity, KeyringEntryError(), path)

    return find


def entry_name(workstation: bytes) -> str:
    """The name of a workstation's entry in the keyring; two replicas of one user have two."""
    return workstation.hex()


def passphrase_slot(
    site: bytes, workstation: bytes, data_key: bytes, passphrase: str, *, random: Random, cost: Cost
) -> PassphraseSlot:
    """The slot that `by_passphrase` opens."""
    salt, nonce = random(SALT_BYTES), random(NONCE_BYTES)
    cipher = ChaCha20Poly1305(stretch(canonical_passphrase(passphrase).encode(), salt, cost))
    return PassphraseSlot(
        cost, salt, nonce, cipher.encrypt(nonce, data_key, _bound_to(site, workstation, cost))
    )


def recovery_slot(recipient: str, data_key: bytes) -> RecoverySlot:
    """The slot that `by_recovery` opens."""
    return RecoverySlot(recipient, seal_to(recipient, data_key))


def keyring_slot(recipient: str, data_key: bytes) -> KeyringSlot:
    """The slot that `by_keyring` opens."""
    return KeyringSlot(recipient, seal_to(recipient, data_key))


def _open_slot(slot: RecoverySlot | KeyringSlot, identity: str, wrong: Exception, path: Path) -> bytes:
    # Comparing recipients first tells a wrong key from an altered slot.
    try:
        if recipient_of(identity) != slot.recipient:
            raise wrong
    except WrongIdentityError:
        raise wrong from None
    try:
        return open_with(identity, slot.wrapped)
    except WrongIdentityError:
        raise VaultTamperedError(path=str(path)) from None


def _bound_to(site: bytes, workstation: bytes, cost: Cost) -> bytes:
    return encode([_TAG, site, workstation, cost])
