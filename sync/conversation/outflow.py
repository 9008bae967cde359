"""What was sent to one peer and what it holds: hence what it still lacks.

What the peer says it holds (`theirs`) is the truth; what was sent and not yet answered only spares
sending it twice. Our side is counted by strands, the peer's by the hashes of its tips: only a replica
can tell where those stand, so a journal is asked for whenever that may matter.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeAlias

from schema.ids import Id
from schema.transaction import Tip
from sync.conversation.heads import by_journal
from sync.messages import MAX_BATCH_BYTES, MAX_BATCH_COUNT
from sync.ports import Outgoing, Vector

Constellation: TypeAlias = tuple[frozenset[Tip], frozenset[Tip], tuple[Tip, ...]]
"""Tips of a journal here, at the peer, and what its ladder named."""

_NONE: frozenset[Tip] = frozenset()


class Outflow:
    """The sender's memory of one conversation."""

    def __init__(self) -> None:
        self.theirs: dict[Id, frozenset[Tip]] = {}
        """What the peer durably holds, as it says: the tips of each journal."""
        self._news: dict[Id, int] = {}
        """When the peer last said something new of a journal that it holds, by the count of all it said."""
        self._said = 0
        self._sent: dict[Id, int] = {}
        self._again: dict[Id, int] = {}
        """When it last had, as a strand was sent again."""
        self._rungs: dict[Id, tuple[Tip, ...]] = {}
        """Of forked journals: further transactions that the peer holds, from its ladder."""
        self._strange: dict[Id, Constellation] = {}
        """Journals in which nothing that the peer named was found, and as what they were looked for."""
        self._apart: set[Id] = set()
        """Journals that have nothing in common with the peer's: what it names of them says nothing."""
        self._proved: set[Id] = set()
        """Forked journals of which a peer without ladders gets the last transactions alone."""

    def heard(self, tips: Iterable[Tip]) -> None:
        """Tips of journals that changed at the peer, all of each.

        A journal never grows shorter within a conversation.
        """
        for journal, said in by_journal(tips).items():
            had = self.theirs.get(journal, _NONE)
            if max(tip.seq for tip in said) >= max((tip.seq for tip in had), default=0):
                self._holds(journal, said)

    def changed(self, gone: Iterable[Tip], come: Iterable[Tip]) -> None:
        """What became of the tips that the peer told."""
        left, new = by_journal(gone), by_journal(come)
        for journal in left.keys() | new.keys():
            had = self.theirs.get(journal, _NONE)
            self._holds(journal, had - left.get(journal, _NONE) | new.get(journal, _NONE))

    def _holds(self, journal: Id, tips: frozenset[Tip]) -> None:
        if tips != self.theirs.get(journal, _NONE):
            self._said += 1
            self.theirs[journal], self._news[journal] = tips, self._said
            if not tips:
                # Nothing is kept of what it names and takes back: it could name journals without end.
                del self.theirs[journal], self._news[journal]

    def climbed(self, journal: Id, rungs: tuple[Tip, ...]) -> None:
        """The peer's ladder of a forked journal."""
        self._rungs[journal] = rungs
        self._strange.pop(journal, None)

    def lacks(self, ours: Vector) -> bool:
        """Whether something remains to be sent, as far as can be told without asking the replica."""
        tips = by_journal(ours.values())
        resting = {
            journal
            for journal, found in self._strange.items()
            if found == self._constellation(journal, tips.get(journal, _NONE))
        }
        return any(
            tip.journal not in resting and self._may_lack(strand, tip, tips[tip.journal])
            for strand, tip in ours.items()
        )

    def _may_lack(self, strand: Id, tip: Tip, ours: frozenset[Tip]) -> bool:
        journal = tip.journal
        theirs = self.theirs.get(journal, _NONE)
        if tip in theirs or self._sent.get(strand, 0) >= tip.seq:
            return False
        if journal in self._strange:
            return True
        if len(ours) > 1 or journal in self._rungs or journal in self._apart:
            return True
        # Further than ours: no fork is known, and if there is one the peer will know and say so.
        return all(one.seq <= tip.seq for one in theirs)

    def known(self, ours: Vector) -> tuple[Tip, ...]:
        """What the peer is known to hold of these journals, for the replica to find its place."""
        journals = {tip.journal for tip in ours.values()} - self._apart - self._proved
        return tuple(
            tip
            for journal in sorted(journals)
            for tip in (*sorted(self.theirs.get(journal, _NONE)), *self._rungs.get(journal, ()))
        )

    @property
    def sent(self) -> Mapping[Id, int]:
        """How far each strand was sent."""
        return dict(self._sent)

    def placed(self, ours: Vector, strange: AbstractSet[Id]) -> list[Id]:
        """The replica has looked for what the peer names; in `strange` journals nothing of it is here.

        Says which of those mean a fork. In the others the peer is ahead of us, and they rest until
        either side has something new.
        """
        forks = []
        for journal, tips in by_journal(ours.values()).items():
            if journal not in strange:
                self._strange.pop(journal, None)
            elif journal in self._rungs:
                self._apart.add(journal)
            else:
                self._strange[journal] = self._constellation(journal, tips)
                longest = max(tip.seq for tip in tips)
                if any(one.seq <= longest for one in self.theirs.get(journal, _NONE)):
                    forks.append(journal)
        return forks

    def prove(self, journal: Id, ours: Vector) -> None:
        """A fork that this peer cannot take in: it gets our last transactions alone, which are the proof."""
        self._proved.add(journal)
        self._strange.pop(journal, None)
        for strand, tip in ours.items():
            if tip.journal == journal:
                self._sent[strand] = max(tip.seq - 1, self._sent.get(strand, 0))

    def pack(self, transactions: Sequence[Outgoing]) -> tuple[bytes, ...]:
        """As many as one batch holds, noted as sent."""
        batch: list[bytes] = []
        size = 0
        for one in transactions[:MAX_BATCH_COUNT]:
            size += len(one.data)
            if batch and size > MAX_BATCH_BYTES:
                break
            batch.append(one.data)
            self._sent[one.strand] = max(one.seq, self._sent.get(one.strand, 0))
        return tuple(batch)

    def skip(self, ours: Vector, strange: AbstractSet[Id]) -> None:
        """Act as if all this had been sent: there was nothing to read, but in journals not looked into."""
        for strand, tip in ours.items():
            if tip.journal not in strange:
                self._sent[strand] = max(tip.seq, self._sent.get(strand, 0))

    def send_again(self, ours: Vector) -> None:
        """Everything sent was answered: what did not stay with the peer is to be sent once more.

        The peer's bounded table of waiting transactions may have dropped it. Once for whatever the
        peer held of the journal: what it refuses for good does not grow, and rests after that.
        """
        for strand, tip in ours.items():
            news = self._news.get(tip.journal, 0)
            if strand not in self._sent or tip.journal in self._proved:
                continue
            if tip in self.theirs.get(tip.journal, _NONE):
                del self._sent[strand]
            elif self._again.get(strand) != news:
                self._again[strand] = news
                del self._sent[strand]

    def _constellation(self, journal: Id, ours: frozenset[Tip]) -> Constellation:
        return ours, self.theirs.get(journal, _NONE), self._rungs.get(journal, ())
