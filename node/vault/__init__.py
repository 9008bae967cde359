"""The vault: one small encrypted file beside the replica, with everything this workstation must
keep secret, open to a passphrase of six words, to the site's recovery key, and if the site wants
it to the operating system's keyring. Never to a PIN.
"""

from node.vault.contents import VaultContents, fresh_contents, with_site
from node.vault.keeper import (
    add_keyring_slot,
    create_vault,
    open_by,
    open_vault,
    remove_keyring_slot,
    replace_passphrase,
)
from node.vault.store import SecretStore, SystemStore, system_store
from node.vault.ways import Way, by_keyring, by_passphrase, by_recovery
from node.vault.words import canonical_passphrase, generate_passphrase

FILE_NAME = "vault.msgpack"

__all__ = [
    "FILE_NAME",
    "SecretStore",
    "SystemStore",
    "VaultContents",
    "Way",
    "add_keyring_slot",
    "by_keyring",
    "by_passphrase",
    "by_recovery",
    "canonical_passphrase",
    "create_vault",
    "fresh_contents",
    "generate_passphrase",
    "open_by",
    "open_vault",
    "remove_keyring_slot",
    "replace_passphrase",
    "system_store",
    "with_site",
]
