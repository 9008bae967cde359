"""What this workstation passes on: what it tells it holds, and what a peer lacks of that, in causal order.

Every strand is read in its own order and all are merged as they are read; of a strand with a damaged
row nothing goes out from that row on.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping

from node.store.chain import Chain
from node.store.connection import Connection
from schema.ids import Id
from schema.transaction import Tip
from sync.ports import Lacking, Outgoing

_ROWS_AHEAD = 128
"""Rows read at once from one strand while several are merged."""
_ROWS_KEPT = 4096
"""Of all strands together: somebody hostile makes any number of them, each of any length."""


class Relay:
    """All journals of a replica, to be sent to others."""

    def __init__(self, connection: Connection, chain: Chain) -> None:
        self._connection = connection
        self._chain = chain

    def offered(self, scope: str) -> dict[Id, Tip]:
        """What peers are told is held: a strand with a damaged row only as far as that row.

        They then send it again from there, which mends it.
        """
        chain = self._chain
        tips = chain.tips(scope)
        for strand, tip in list(tips.items()) if chain.damaged else ():
            last = self._sound(strand, tip.seq)
            if last < tip.seq:
                del tips[strand]
                named = chain.hash_at(strand, last) if last >= chain.strands.since(strand) else None
                if named is not None:
                    tips[strand] = Tip(tip.journal, last, named)
        return tips

    def _sound(self, strand: Id, seq: int) -> int:
        """How far a strand can be relied on, what it rests on included; 0: not at all."""
        if not self._chain.damaged:
            return seq
        for piece, upto in self._chain.strands.among(strand, seq, self._chain.damaged):
            sound = self._chain.damage.sound(piece, upto)
            if sound < upto:
                return sound if piece == strand else 0
        return seq

    def lacking(self, theirs: Iterable[Tip], sent: Mapping[Id, int], scope: str, max_bytes: int) -> Lacking:
        """What a peer that holds these tips lacks, but for what was sent to it, in causal order.

        Of a journal of which it names tips and none is here nothing is read: see `Lacking.strange`.
        """
        known = dict(sent)
        tips = tuple(theirs)
        reached = self._chain.strands.reach(tips)
        for strand, seq in reached.items():
            known[strand] = max(seq, known.get(strand, 0))
        here = {self._chain.strands.journal(strand) for strand in reached}
        strange = frozenset(tip.journal for tip in tips) - here
        for journal in strange:
            known |= {strand: self._chain.head(strand).seq for strand in self._chain.strands.of(journal)}
        return Lacking(tuple(self._outgoing(known, scope, max_bytes)), strange)

    def covers(self, tips: Iterable[Tip], act: Tip) -> bool:
        """Whether who holds these tips holds that transaction, as far as can be told here.

        A tip that is not here lies further than anything here, unless the journal is known to be forked.
        """
        mine = [tip for tip in tips if tip.journal == act.journal]
        held = self._chain.held(act)
        if act.journal in self._chain.strands.forked:
            return held is not None and self._chain.strands.reach(mine).get(held.strand, 0) >= act.seq
        return any(tip.seq >= act.seq for tip in mine)

    def ladder(self, journal: Id) -> list[Tip]:
        """Each tip of a journal, what lies 1, 2, 4, 8 … below it on its chain, and the first."""
        rungs: dict[Tip, None] = {}
        for strand in self._chain.strands.of(journal):
            top = self._sound(strand, self._chain.head(strand).seq)
            for seq in (top, *(top - 2**n for n in range(top.bit_length())), 1):
                piece = self._chain.strands.holding(strand, seq)
                named = self._chain.hash_at(piece, seq) if seq > 0 else None
                if named is not None:
                    rungs[Tip(journal, seq, named)] = None
        return list(rungs)

    def after(self, known: Mapping[Id, int], scope: str, max_bytes: int) -> list[bytes]:
        """What lies beyond these places of its strands, in causal order; at least one if any."""
        return [one.data for one in self._outgoing(known, scope, max_bytes)]

    def _outgoing(self, known: Mapping[Id, int], scope: str, max_bytes: int) -> Iterator[Outgoing]:
        """The same, each with its place."""
        size = 0
        for one in self.beyond(known, scope):
            if size and size + len(one.data) > max_bytes:
                return
            yield one
            size += len(one.data)

    def beyond(
        self, known: Mapping[Id, int], scope: str, upto: Mapping[Id, int] | None = None
    ) -> Iterator[Outgoing]:
        """All of it, read as it is taken; nothing beyond `upto`, where others write meanwhile.

        By (order, strand): each strand is in that order, so all are merged as they are read.
        Nothing of a strand from its first damaged row on: what is wrong here is not passed on.
        """
        self._chain.write_out()
        heads, strands = self._chain.heads, self._chain.strands
        longer, heads_alone = list[tuple[Id, int, int]](), list[tuple[int, int, Id, int]]()
        for strand, head in heads.items():
            last = head.seq if upto is None else min(head.seq, upto.get(strand, 0))
            after = max(known.get(strand, 0), strands.since(strand) - 1)
            if last <= after or (scope != "all" and strand not in self._chain.membership):
                continue
            sound = self._sound(strand, last)
            if after + 1 == sound == head.seq:
                heads_alone.append((head.order, self._chain.numbers[strand], strand, sound))
            else:
                longer.append((strand, after, sound))
        ahead = max(1, min(_ROWS_AHEAD, _ROWS_KEPT // max(1, len(longer))))
        runs = [self._rows_between(strand, after, sound, ahead) for strand, after, sound in longer]
        for _, number, seq, data in heapq.merge(*runs, self._one_by_one(sorted(heads_alone))):
            yield Outgoing(self._chain.ids[number], seq, data)

    def _one_by_one(
        self, places: Iterable[tuple[int, int, Id, int]]
    ) -> Iterator[tuple[int, int, int, bytes]]:
        """Heads of which nothing below is lacking: their orders are known before they are read.

        Of thousands of branches most are such, and whoever takes a few reads only those.
        """
        for _, _, strand, seq in places:
            yield from self._rows_between(strand, seq - 1, seq, 1)

    def _rows_between(
        self, strand: Id, seq: int, last: int, ahead: int
    ) -> Iterator[tuple[int, int, int, bytes]]:
        number = self._chain.numbers[strand]
        while True:
            rows = self._connection.rows(
                "SELECT lamport, seq, data FROM transactions WHERE journal = ? AND seq > ? AND seq <= ?"
                " ORDER BY seq LIMIT ?",
                (number, seq, last, ahead),
            )
            for order, reached, data in rows:
                yield order, number, reached, bytes(data)
                seq = reached
            if len(rows) < ahead or seq == last:
                return
