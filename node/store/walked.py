"""What a walk through the journal has established so far: orders, pasts, heads, sessions.

It is gathered from the rows alone, with a roll of its own, so that nothing that was noted of a row is
believed. `node.store.verify` asks it of each row in its turn.
"""

from collections.abc import Sequence

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
    sessions: dict[tuple[Id, Id], tuple[Id, int, int]] = msgspec.field(default_factory=dict)
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
        """Its past but for what lies before it in its own strand."""
        return base_of(self.trails, spot)

    def past(self, spot: tuple[Id, int]) -> Past:
        """Its causal past."""
        strand, seq = spot
        base = self.base(spot)
        return base.with_tip(strand, seq - 1) if seq > self.strands.since(strand) else base

    def is_open(self, session: Id | None, person: Id, strand: Id, seq: int) -> bool:
        """See `sync.roll.Sessions`."""
        name = session or b""
        closed = any(
            (found := self.sessions.get((name, piece))) is not None and 0 < found[2] <= upto
            for piece, upto in self.strands.chain(strand, seq - 1).items()
        )
        return not closed and self._opener(name, strand, seq - 1) == person

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
        """The past of a row that saw these, but for what lies before it in its own strand."""
        return base_after(self.strands, self.trails, (row.strand, row.seq), seen)

    def note_sessions(self, core: Core, strand: Id) -> None:
        """The sessions that a transaction opens and closes; of each the first opening and end count."""
        for header in core.headers:
            key = (header.file.id, strand)
            opener = self._opener(header.file.id, strand, core.seq)
            person, opened, closed = self.sessions.get(key, (opener, 0, 0))
            if header.kind == "session.opened/1" and header.actor is not None:
                if opener is None and key not in self.sessions:
                    self.sessions[key] = (header.actor, core.seq, 0)
            elif header.kind == "session.closed/1" and person is not None and not closed:
                self.sessions[key] = (person, opened, core.seq)

    def _opener(self, session: Id, strand: Id, seq: int) -> Id | None:
        """Who had opened it in this chain."""
        for piece, upto in self.strands.chain(strand, seq).items():
            found = self.sessions.get((session, piece))
            if found is not None and 0 < found[1] <= upto:
                return found[0]
        return None

    def finding(self, code: str, strand: Id, seq: int) -> Finding:
        """What is wrong with the transaction of this place."""
        place = {"journal": short_text(self.strands.journal(strand)), "seq": str(seq)}
        return Finding(code, place, healed=False)
