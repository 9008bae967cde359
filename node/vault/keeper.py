"""Making, opening and changing a vault: the only functions that meet data key and contents.

The contents are sealed under a random data key, and the seal covers the header with all its slots:
who puts an older slot back, or a slot of his own, breaks it.
"""

from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from node.age import identity_text, recipient_of
from node.argon import STANDARD_COST, Cost
from node.secret_errors import VaultExistsError, VaultTamperedError
from node.vault.contents import VaultContents
from node.vault.disk import read_bounded, replace_atomically
from node.vault.form import Header, KeyringSlot, Sealed, read_form, write_form
from node.vault.store import SecretStore
from node.vault.ways import (
    DATA_KEY_BYTES,
    NONCE_BYTES,
    Way,
    by_passphrase,
    entry_name,
    keyring_slot,
    passphrase_slot,
    recovery_slot,
)
from schema.codec import InvalidBytesError, decode, encode
from schema.ids import Random

_TAG = b"veilleuse/vault-contents/1"


def create_vault(
    path: Path, contents: VaultContents, passphrase: str, *, random: Random, cost: Cost = STANDARD_COST
) -> None:
    """A new vault, open to this passphrase (`generate_passphrase`) and to the site's recovery key.

    Raises `VaultExistsError` rather than overwrite the only key of a replica.
    """
    if path.exists():
        raise VaultExistsError(path=str(path))
    data_key = random(DATA_KEY_BYTES)
    header = _header(contents, data_key, passphrase, None, random=random, cost=cost)
    _write(path, header, data_key, contents, random)


def open_vault(path: Path, *, passphrase: str) -> VaultContents:
    """The contents, by the six words; raises a `VaultError`, see `node/secret_errors.py`."""
    return open_by(path, by_passphrase(passphrase))


def open_by(path: Path, way: Way) -> VaultContents:
    """The contents, by any way."""
    return _unlock(path, way)[2]


def replace_passphrase(
    path: Path, way: Way, passphrase: str, *, random: Random, cost: Cost = STANDARD_COST
) -> None:
    """A new passphrase and a new data key; the old passphrase opens this file no more.

    A copy of the old file still opens with it: after a theft, the keys themselves must change.
    """
    header, _, contents = _unlock(path, way)
    data_key = random(DATA_KEY_BYTES)
    renewed = None if header.keyring is None else keyring_slot(header.keyring.recipient, data_key)
    _write(
        path,
        _header(contents, data_key, passphrase, renewed, random=random, cost=cost),
        data_key,
        contents,
        random,
    )


def add_keyring_slot(path: Path, way: Way, store: SecretStore, *, random: Random) -> None:
    """Lets this computer open the vault without a person; replaces an earlier such slot."""
    header, data_key, contents = _unlock(path, way)
    identity = identity_text(random(32))
    # The keyring first: a slot whose key was never kept would promise what it cannot do.
    store.put(entry_name(contents.workstation), identity)
    slot = keyring_slot(recipient_of(identity), data_key)
    _write(path, msgspec.structs.replace(header, keyring=slot), data_key, contents, random)


def remove_keyring_slot(path: Path, way: Way, store: SecretStore, *, random: Random) -> None:
    """Asks for a person at each start again."""
    header, data_key, contents = _unlock(path, way)
    _write(path, msgspec.structs.replace(header, keyring=None), data_key, contents, random)
    store.forget(entry_name(contents.workstation))


def _header(
    contents: VaultContents,
    data_key: bytes,
    passphrase: str,
    keyring: KeyringSlot | None,
    *,
    random: Random,
    cost: Cost,
) -> Header:
    words = passphrase_slot(
        contents.site, contents.workstation, data_key, passphrase, random=random, cost=cost
    )
    recovery = recovery_slot(contents.recovery.recipient, data_key)
    return Header(contents.site, contents.workstation, words, recovery, keyring)


def _write(path: Path, header: Header, data_key: bytes, contents: VaultContents, random: Random) -> None:
    header_bytes, nonce = encode(header), random(NONCE_BYTES)
    ciphertext = ChaCha20Poly1305(data_key).encrypt(nonce, encode(contents), _TAG + header_bytes)
    replace_atomically(path, write_form(Sealed(header_bytes, nonce, ciphertext)))


def _unlock(path: Path, way: Way) -> tuple[Header, bytes, VaultContents]:
    sealed, header = read_form(read_bounded(path), path)
    data_key = way(header, path)
    try:
        plain = ChaCha20Poly1305(data_key).decrypt(sealed.nonce, sealed.ciphertext, _TAG + sealed.header)
        contents = decode(VaultContents, plain)
    except (InvalidTag, InvalidBytesError, ValueError):
        # ValueError: a data key or a nonce of another length.
        raise VaultTamperedError(path=str(path)) from None
    if (contents.site, contents.workstation) != (header.site, header.workstation):
        raise VaultTamperedError(path=str(path))
    return header, data_key, contents
