"""The exported backup key: read back as typed, recognised by age itself, quoted in no error."""

import pyrage
import pytest

from node.backup_key import BackupKey, export_backup_key, read_backup_key
from node.bundle_errors import BackupKeyError
from tests.node.vault.builders import contents

VAULT = contents()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_there_and_back(language: str) -> None:
    exported = export_backup_key(VAULT, "CH Sainte-Fiction", language)
    assert read_backup_key(exported) == BackupKey(VAULT.backup_identity, VAULT.site)
    assert "CH Sainte-Fiction" in exported
    assert "Poste fictif" in exported


def test_it_is_an_identity_file_of_age() -> None:
    lines = export_backup_key(VAULT, "CH").splitlines()
    assert [line for line in lines if not line.startswith("#")] == [VAULT.backup_identity]
    sealed = pyrage.encrypt(b"text", [pyrage.x25519.Recipient.from_str(VAULT.backup_recipient)])
    assert pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(lines[-1])]) == b"text"


def test_the_bare_identity_is_enough() -> None:
    assert read_backup_key(f"  {VAULT.backup_identity.lower()}\n\n") == BackupKey(VAULT.backup_identity, None)


def test_a_name_of_several_lines_adds_no_line() -> None:
    exported = export_backup_key(VAULT, f"CH\n{VAULT.backup_identity}\nFiction")
    assert read_backup_key(exported).site == VAULT.site


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "# nothing but comments\n",
        "AGE-SECRET-KEY-1MISTYPED",
        f"{VAULT.backup_identity}\n{VAULT.backup_identity}",
        f"# site: NOT-AN-ID\n{VAULT.backup_identity}",
        VAULT.backup_recipient,
        "A" * 100_000,
    ],
    ids=["empty", "comments", "mistyped", "two", "bad site", "public half", "endless"],
)
def test_something_else_is_no_key(typed: str) -> None:
    with pytest.raises(BackupKeyError) as caught:
        read_backup_key(typed)
    assert caught.value.__cause__ is None
    assert "MISTYPED" not in str(caught.value)


def test_it_never_shows_itself() -> None:
    assert VAULT.backup_identity not in repr(read_backup_key(VAULT.backup_identity))
