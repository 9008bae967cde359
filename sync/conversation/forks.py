"""Journals that both sides hold differently: found, told to the node, and where they part looked for.

What makes two versions of a journal is not decided here: a ladder tells the peer where it may look.
"""

from collections.abc import Iterable

from schema.ids import Id
from schema.transaction import Tip
from sync.conversation.effects import ReadLadder
from sync.conversation.heads import Heads
from sync.conversation.outbox import Outbox
from sync.conversation.outflow import Outflow
from sync.messages import LADDERS, Ladder
from sync.ports import Vector


class Forks:
    """What one conversation knows of forked journals."""

    def __init__(self, out: Outbox, outflow: Outflow) -> None:
        self.version = 0
        """Spoken with this peer; before it is met, none."""
        self._out = out
        self._outflow = outflow
        self._found: set[Id] = set()
        """Forked journals that were told to the node and, if it understands them, to the peer."""
        self._elsewhere: dict[Id, Tip] = {}

    def found(self, journal: Id, ours: Vector) -> None:
        """Both hold what the other does not, of one journal; where they part is looked for."""
        if journal not in self._found:
            self._found.add(journal)
            tips = [tip for tip in ours.values() if tip.journal == journal]
            self._out.note("fork", journal=journal.hex(), seq=str(max(tip.seq for tip in tips)))
            if self.version >= LADDERS:
                self._out.add([ReadLadder(journal)])
            else:
                self._outflow.prove(journal, ours)

    def climbed(self, ladder: Ladder, ours: Vector) -> bool:
        """The peer's ladder; whether that changes what it lacks, as the journal is here."""
        here = any(tip.journal == ladder.journal for tip in ours.values())
        if here:
            self._outflow.climbed(ladder.journal, ladder.rungs)
            self.found(ladder.journal, ours)
        return here

    def integrated(self, tip: Tip, heads: Heads) -> None:
        """What came in made another version of a journal."""
        self._out.note("fork", journal=tip.journal.hex(), seq=str(tip.seq))
        if tip.journal in heads.own:
            self._tell_elsewhere(tip)

    def look_for_our_own(self, heads: Heads, ours: Vector, tips: Iterable[Tip]) -> None:
        """The peer may hold what somebody wrote in our own journal elsewhere; the node knows which is so."""
        for tip in tips:
            if tip.journal in heads.own:
                mine = [one for one in ours.values() if one.journal == tip.journal]
                if all(tip.seq >= one.seq for one in mine) and tip not in mine:
                    self._tell_elsewhere(tip)

    def _tell_elsewhere(self, tip: Tip) -> None:
        if self._elsewhere.get(tip.journal) != tip:
            self._elsewhere[tip.journal] = tip
            self._out.note("elsewhere", journal=tip.journal.hex(), seq=str(tip.seq), hash=tip.hash.hex())
