"""How far an author had seen every other workstation, and when that was written there, by whose clock."""

from collections import OrderedDict

import msgspec

from node.store.chain import Chain
from node.store.connection import Connection
from node.store.membership_rows import sound
from schema.ids import Id
from sync.causality import Past
from sync.membership import CLINICAL
from sync.roll import Roll

_KEPT = 4096


class Until(msgspec.Struct, frozen=True, order=True):
    """The last act known of a workstation."""

    at: int
    """Its own clock, ms UTC."""
    doubtful: bool
    """It could not vouch for that clock."""


class Seen:
    """Answers for any past; instants of what was looked up before are remembered."""

    def __init__(self, connection: Connection, chain: Chain, roll: Roll) -> None:
        self._connection = connection
        self._chain = chain
        self._roll = roll
        self._at: OrderedDict[tuple[Id, int], Until] = OrderedDict()

    def by(self, past: Past, scope: str = CLINICAL) -> dict[Id, Until]:
        """By workstation, the last act of this scope in this past; a membership act's holds no other."""
        found: dict[Id, Until] = {}
        for strand, seq in past.seqs.items():
            info = self._roll.now.journals.get(self._chain.strands.journal(strand))
            if info is None or info.scope != scope:
                continue
            until = self._until(strand, seq)
            if until is not None and until >= found.get(info.workstation, until):
                found[info.workstation] = until
        return found

    def _until(self, strand: Id, seq: int) -> Until | None:
        known = self._at.get((strand, seq))
        if known is not None:
            return known
        row = self._connection.row(
            "SELECT data, hash FROM transactions WHERE journal = ? AND seq = ?",
            (self._chain.numbers[strand], seq),
        )
        found = sound(bytes(row[0]), bytes(row[1])) if row is not None else None
        if found is None:
            return None  # damaged: known again when it is mended
        self._at[strand, seq] = until = Until(found[1].at, found[1].doubtful)
        if len(self._at) > _KEPT:
            self._at.popitem(last=False)
        return until
