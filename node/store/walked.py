"""What a walk through the journal has established so far: orders, pasts, heads, sessions.

It is gathered from the rows alone, with a roll of its own, so that nothing that was noted of a row is
believed. `node.store.verify` asks it of each row in its turn.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from node.api.site import Finding
from node.store.chain import Chain, Row
from node.store.trail import Trail, base_after, base_of
from schema.ids import Id, short_text
from schema.transaction import Core, Tip
from sync.causality import Past
from sync.journal import EMPTY, Head
from sync.roll import Roll
from sync.strands import Strands


class Walked(msgspec.Struct):
    """The rows passed so far, each after all that it rests on."""

    roll: Roll
    strands: Strands
    all_seals: bool
    heads: dict[Id, Head] = msgspec.field(default_factory=dict)
    trails: dict[Id, Trail] = msgspec.field(default_factory=dict)
    sessions: dict[Id, dict[Id, tuple[Id, int, int]]] = msgspec.field(default_factory=dict)
    """By session and strand: who opened it, where (0: below that strand), and where it was closed."""
    findings: list[Finding] = msgspec.field(default_factory=list)
    signatures: int = 0
    seals: int = 0
    doubtful: set[tuple[Id, int]] = msgspec.field(default_factory=set)
    """Clinical transactions whose noted verdict was not that of the walk so far."""
    acted: dict[Id | None, set[Id]] = msgspec.field(default_factory=dict)
    """In which clinical journals somebody acted."""
    noted: dict[tuple[Id, int], str] = msgspec.field(default_factory=dict)
    """What was noted of membership transactions."""
    early: list[tuple[Id, int]] = msgspec.field(default_factory=list)
    """Of journals that nobody had announced yet: who saw nothing comes before what he denies."""
    left: dict[tuple[Id, int], Head] = msgspec.field(default_factory=dict)
    """Where branches may leave, as soon as it was passed."""

    def order(self, spot: tuple[Id, int]) -> int:
        """The order of a transaction; 0 when it was not passed."""
        trail = self.trails.get(spot[0])
        return 0 if trail is None else trail.order(spot[1])

    def base(self, spot: tuple[Id, int]) -> Past:
        """Its past but for what lies before it on its own chain."""
        return base_of(self.strands, self.trails, spot)

    def past(self, spot: tuple[Id, int]) -> Past:
        """Its causal past."""
        return self.strands.whole(self.base(spot), *spot)

    def is_open(self, session: Id | None, person: Id, strand: Id, seq: int) -> bool:
        """See `sync.roll.Sessions`."""
        there = self.sessions.get(session or b"", {})
        chain = self.strands.among(strand, seq - 1, there)
        return _opener(there, chain) == person and not any(0 < there[one][2] <= upto for one, upto in chain)

    def head(self, row: Row) -> Head:
        """What a transaction of this strand has to follow."""
        branch = self.strands.branch(row.strand)
        if branch is None or row.seq != branch.since:
            return self.heads.get(row.strand, EMPTY)
        return self.left.get((branch.base, branch.since - 1), EMPTY)

    def take(self, row: Row, head: Head, base: Past) -> None:
        """Note what was established of a row; whoever leaves its strand here asks for it later."""
        trail = self.trails.get(row.strand)
        if trail is None:
            trail = self.trails[row.strand] = Trail(self.strands.since(row.strand))
        trail.put(row.seq, head.order, base)
        self.heads[row.strand] = head
        since = self.strands.forked.get(self.strands.journal(row.strand))
        if since is not None and row.seq >= since - 1:
            self.left[row.strand, row.seq] = head

    def place_of(self, chain: Chain, tip: Tip) -> tuple[Id, int]:
        """Where a transaction named in `saw` stands."""
        held = chain.held(tip) if tip.journal in self.strands.forked else None
        return (tip.journal if held is None else held.strand, tip.seq)

    def base_after(self, row: Row, seen: Sequence[tuple[Id, int]]) -> Past:
        """The past of a row that saw these, but for what lies before it on its own chain."""
        return base_after(self.strands, self.trails, (row.strand, row.seq), seen)

    def note_sessions(self, core: Core, strand: Id) -> None:
        """The sessions that a transaction opens and closes; of each the first opening and end count."""
        for header in core.headers:
            if header.kind not in {"session.opened/1", "session.closed/1"}:
                continue
            there = self.sessions.setdefault(header.file.id, {})
            opener = _opener(there, self.strands.among(strand, core.seq, there))
            person, opened, closed = there.get(strand, (opener, 0, 0))
            if header.kind == "session.opened/1" and header.actor is not None:
                if opener is None and strand not in there:
                    there[strand] = (header.actor, core.seq, 0)
            elif header.kind == "session.closed/1" and person is not None and not closed:
                there[strand] = (person, opened, core.seq)

    def forget_sessions(self, journals: Collection[Id]) -> None:
        """Of these journals: what opened them is judged again."""
        for there in self.sessions.values():
            for strand in [one for one in there if self.strands.journal(one) in journals]:
                del there[strand]

    def finding(self, code: str, strand: Id, seq: int) -> Finding:
        """What is wrong with the transaction of this place."""
        place = {"journal": short_text(self.strands.journal(strand)), "seq": str(seq)}
        return Finding(code, place, healed=False)


def _opener(there: Mapping[Id, tuple[Id, int, int]], chain: Iterable[tuple[Id, int]]) -> Id | None:
    """Who had opened a session in this chain, by what there is of it on each strand."""
    return next((there[one][0] for one, upto in chain if 0 < there[one][1] <= upto), None)
