"""What can be wrong with a replica, told to the person who must act."""

from collections.abc import Mapping
from typing import Final, Self

from schema.ids import Hash, Id, short_text


class StoreError(Exception):
    """Base. `code` names the texts `store.<code>` (what is wrong) and `store.<code>.next` (what to do)."""

    code = "failed"

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self.values = dict(values or {})
        super().__init__(f"{self.code} {self.values or ''}".strip())

    def bare(self) -> Self:
        """The same, to be kept: without the frames that it was raised in, where a PIN may be."""
        fresh = type(self).__new__(type(self), *self.args)
        vars(fresh).update(vars(self))
        return fresh


class WrongKeyError(StoreError):
    """The file is not a replica that this key opens: another vault, or damaged bytes."""

    code = "wrong_key"


class CannotOpenError(StoreError):
    """The operating system does not let the file be read or written; nothing is known of its content."""

    code = "cannot_open"


class DamagedError(StoreError):
    """The file opens but its pages do not hold together."""

    code = "damaged"


class DamagedRowError(StoreError):
    """A row of a journal no longer is what the chain says: a peer is asked for it, until then it blocks."""

    code = "damaged_row"

    def __init__(self, strand: Id, seq: int, named: Hash) -> None:
        self.strand, self.seq, self.named = strand, seq, named
        super().__init__({"row": f"{short_text(strand)} {seq}"})


class NoJournalError(StoreError):
    """No journal of this workstation is among those announced: that row is damaged, or still to come."""

    code = "no_journal"


class MissingError(StoreError):
    """There is no replica here."""

    code = "missing"


class InUseError(StoreError):
    """Another program has this replica open."""

    code = "in_use"


class OtherSiteError(StoreError):
    """The replica belongs to another site or workstation than the vault beside it."""

    code = "other_site"


class NewerError(StoreError):
    """The replica was last opened by a newer program."""

    code = "newer"


class DiskFullError(StoreError):
    """There was no room to write; nothing of the act was kept."""

    code = "disk_full"


class NoRoomToUpgradeError(StoreError):
    """An earlier program wrote this replica, and there is no room to bring it up to this one."""

    code = "no_room_to_upgrade"


class ElsewhereError(StoreError):
    """The journal to be written goes on with what was not written here: a copy of it is or was at work."""

    code = "elsewhere"


UNWRITABLE: Final = (DiskFullError, CannotOpenError, DamagedError)
"""What a disk that no longer takes a write makes of it: it may still be read."""
