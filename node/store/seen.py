"""How far an author had seen every other workstation, and when that was written there."""

from collections import OrderedDict

from sqlalchemy import Connection

from node.store.chain import Chain
from node.store.membership_rows import sound
from schema.ids import Id
from sync.causality import Past
from sync.membership import CLINICAL
from sync.roll import Roll

_KEPT = 4096


class Seen:
    """Answers for any past; instants of what was looked up before are remembered."""

    def __init__(self, connection: Connection, chain: Chain, roll: Roll) -> None:
        self._connection = connection
        self._chain = chain
        self._roll = roll
        self._at: OrderedDict[tuple[Id, int], int] = OrderedDict()

    def by(self, past: Past) -> dict[Id, int]:
        """By workstation, the instant (its own clock, ms UTC) of the last clinical act in this past."""
        found: dict[Id, int] = {}
        for strand, seq in past.seqs.items():
            info = self._roll.now.journals.get(self._chain.strands.journal(strand))
            if info is None or info.scope != CLINICAL:
                continue
            at = self._instant(strand, seq)
            if at is not None and at >= found.get(info.workstation, at):
                found[info.workstation] = at
        return found

    def _instant(self, strand: Id, seq: int) -> int | None:
        known = self._at.get((strand, seq))
        if known is not None:
            return known
        row = self._connection.exec_driver_sql(
            "SELECT data, hash FROM transactions WHERE journal = ? AND seq = ?",
            (self._chain.numbers[strand], seq),
        ).fetchone()
        found = sound(bytes(row[0]), bytes(row[1])) if row is not None else None
        if found is None:
            return None  # damaged: known again when it is mended
        self._at[strand, seq] = at = found[1].at
        if len(self._at) > _KEPT:
            self._at.popitem(last=False)
        return at
