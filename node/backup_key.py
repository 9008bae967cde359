"""The backup key as its holder keeps it: a small text file that names its workstation and site.

It is an age identity file, comments included, so any tool of that name opens a snapshot with it;
the site in it lets a restore refuse a bundle of another one.
"""

import re

import msgspec

from node.age import WrongIdentityError, recipient_of
from node.bundle_errors import BackupKeyError
from node.vault import VaultContents
from schema.i18n import text
from schema.ids import BadIdError, Id, id_text, parse_id

_SITE = re.compile(r"^#\s*site\s*[:=]\s*(\S+)\s*$", re.MULTILINE | re.IGNORECASE)
_LONGEST = 64 * 1024


class BackupKey(msgspec.Struct, frozen=True):
    """What opens one workstation's snapshots."""

    identity: str
    """`AGE-SECRET-KEY-1…`."""
    site: Id | None
    """Whose snapshots; nil when the text does not say."""

    def __repr__(self) -> str:
        return "BackupKey(…)"


def export_backup_key(contents: VaultContents, site_name: str, language: str = "fr") -> str:
    """The text to hand to the holder of this workstation's backup key: print it, or keep it on a stick."""
    values = {"site": _one_line(site_name), "workstation": _one_line(contents.workstation_name)}
    return (
        f"# {text('snapshot.key.title', language, values)}\n"
        f"# {text('snapshot.key.keep', language)}\n"
        f"# site: {id_text(contents.site)}\n"
        f"{contents.backup_identity}\n"
    )


def read_backup_key(typed: str) -> BackupKey:
    """The key in an exported text, or the bare identity; raises `BackupKeyError`, which quotes nothing."""
    if len(typed) > _LONGEST:
        raise BackupKeyError
    lines = [line.strip() for line in typed.splitlines()]
    identities = [line for line in lines if line and not line.startswith("#")]
    if len(identities) != 1:
        raise BackupKeyError
    named = _SITE.search(typed)
    try:
        identity = identities[0].upper()
        recipient_of(identity)
        return BackupKey(identity, parse_id(named[1]) if named else None)
    except (WrongIdentityError, BadIdError):
        raise BackupKeyError from None


def _one_line(name: str) -> str:
    return " ".join(name.split())
