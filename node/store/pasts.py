"""Causal pasts, interned: runs of transactions that saw nothing new share one."""

from collections import OrderedDict
from typing import Final

import msgspec

from node.store.connection import Connection
from node.store.strand_rows import StrandRows
from sync.causality import Past

_KEPT = 8192
"""Pasts kept in memory: on a small site each has few entries, and costs some 400 bytes all the same."""
_ENTRIES_KEPT = 1024 * 1024
"""Their entries in all: somebody hostile can make pasts large."""
UNREADABLE: Final = (LookupError, TypeError, msgspec.MsgspecError)
"""What is raised of a row that is gone, or that somebody has altered."""
_seqs = msgspec.msgpack.Decoder(dict[int, int])


class Pasts:
    """The table of pasts; what is new stays in memory until `write_out`."""

    def __init__(self, connection: Connection, strands: StrandRows) -> None:
        self._connection = connection
        self._strands = strands
        self.load()

    def load(self) -> None:
        """(Re)read what is kept in memory."""
        self._known: OrderedDict[int, Past] = OrderedDict()
        self._entries = 0
        self._new: list[tuple[int, bytes]] = []
        highest = self._connection.value("SELECT coalesce(max(n), 0) FROM pasts")
        self._next = 1 + int(highest or 0)

    def count_from(self, number: int) -> None:
        """The next is beyond this one, whether or not its row is there: what names it means another."""
        self._next = max(self._next, number + 1)

    def write_out(self) -> None:
        """Put what is new into the table."""
        if self._new:
            self._connection.do_many("INSERT INTO pasts (n, seqs) VALUES (?, ?)", self._new)
            self._new = []

    def get(self, number: int) -> Past:
        """A stored past, by its number; 0 is the empty one."""
        if number == 0:
            return self._strands.known.nothing
        found = self._known.get(number)
        if found is None:
            self.write_out()
            row = self._connection.row("SELECT seqs FROM pasts WHERE n = ?", (number,))
            if row is None:
                raise LookupError(f"past {number} is missing")
            found = self._strands.known.past(
                {self._strands.ids[n]: seq for n, seq in _seqs.decode(row[0]).items()}
            )
            self._keep(number, found)
        return found

    def mend(self, number: int, past: Past) -> None:
        """Put this into a row that is gone or does not read; others stay as they are."""
        try:
            self.get(number)
        except UNREADABLE:
            self._connection.do("DELETE FROM pasts WHERE n = ?", (number,))
            self._new.append((number, self._stored(past)))
            self.write_out()

    def _stored(self, past: Past) -> bytes:
        # Those of forked journals in their order, which is the quickest to read.
        ends = [line.strand for some in past.ends.values() for line in some]
        named = (*sorted(past.seqs.keys() - ends), *ends)
        return msgspec.msgpack.encode({self._strands.number(one): past.seqs[one] for one in named})

    def add(self, past: Past) -> int:
        """A new one; its number."""
        number, self._next = self._next, self._next + 1
        self._new.append((number, self._stored(past)))
        self._keep(number, past)
        return number

    def _keep(self, number: int, past: Past) -> None:
        before = self._known.get(number)
        self._known[number] = past
        self._entries += len(past.seqs) - (0 if before is None else len(before.seqs))
        while len(self._known) > _KEPT or self._entries > _ENTRIES_KEPT:
            self._entries -= len(self._known.popitem(last=False)[1].seqs)
