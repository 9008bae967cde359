"""A member that speaks version 4 with a node, or an older one, from `ops/protocol-wire.md` alone.

It takes and it relays; it dials, keeps nothing on a disk, and leaves when both hold the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from websockets.sync.client import ClientConnection

from tests.peer.channel import heard
from tests.peer.journals import Journals
from tests.peer.lacking import by_journal, lacking, ladder, strange
from tests.peer.packing import array, pack
from tests.peer.records import Named, Rank, Record, check_record, keep, sealed_hash
from tests.peer.transactions import Tip

HELLO, HAVE, BATCH, RECORD_VECTOR, RECORDS = 1, 2, 3, 4, 5
PING, PONG, BYE, LADDER, RECORD_RANKS, CHANGED = 10, 11, 12, 16, 17, 18
ALL = 2
DONE = 0
VERSIONS = [1, 2, 3, 4]
RANKS = 3
"""The version from which on records are told with the hash of what their seal covers."""
CHANGES = 4
"""The version from which on of the tips what has changed is told."""
MOST_UNANSWERED, MOST_BYTES, MOST_ONES, MOST_TOLD = 4, 2 * 2**20, 8192, 4096


@dataclass
class Peer:
    """What a member holds from one conversation to the next."""

    site: bytes
    workstation: bytes
    journals: Journals
    records: dict[Named, Record] = field(default_factory=dict)


class Talk:
    """One conversation."""

    def __init__(
        self, peer: Peer, link: ClientConnection, now: int, versions: Sequence[int] = VERSIONS
    ) -> None:
        self.peer, self.journals, self._link, self._now = peer, peer.journals, link, now
        self._versions = list(versions)
        self.version = 0
        self.hello: list[Any] = []
        self.heard: list[int] = []
        """Numbers of the messages that came."""
        self.said: list[int] = []
        self._theirs: dict[bytes, list[Tip]] = {}
        self._rungs: dict[bytes, list[Tip]] = {}
        self._ladders: set[bytes] = set()
        self._sent: set[bytes] = set()
        self._told: list[Tip] = []
        self._more = False
        """They have not told to the end what they hold."""
        self._unanswered = 0
        self._records = dict(peer.records)
        """Ours and those that came: these are checked in the end, when all of the membership is here."""
        self._ranks: dict[Named, Rank] = {}
        """Of theirs, as they told them."""
        self._told_ranks = False
        self._records_out = False

    @property
    def equal(self) -> bool:
        """Whether both hold the same, journals and records."""
        theirs = sorted(tip for tips in self._theirs.values() for tip in tips)
        told = all(
            named in self._records and self._rank(self._records[named]) >= rank
            for named, rank in self._ranks.items()
        )
        records = self._told_ranks and told and not self._records_out
        return theirs == self.journals.tips() and self.answered and records

    @property
    def answered(self) -> bool:
        """Whether they answered every batch."""
        return bool(self.hello) and not self._unanswered

    def speak(self, until: Callable[[], bool] | None = None) -> None:
        """Until this is so, or until both hold the same."""
        peer = self.peer
        self._told = self.journals.tips()
        own = peer.site, peer.workstation, bytes(16), ALL, self._now, "from the page"
        self._say(HELLO, self._versions, *own, self._told)
        while not (until() if until else self.equal):
            self._hear(array(heard(self._link)))
        self._say(BYE, DONE, "")
        for record in self._records.values():
            check_record(record, self.journals.announced)
        peer.records = self._records

    def _say(self, number: int, *fields: object) -> None:
        self.said.append(number)
        self._link.send(pack([number, *fields]))

    def _hear(self, message: list[Any]) -> None:
        number, *rest = message
        self.heard.append(number)
        if number == HELLO:
            self.hello = rest
            self.version = max(set(rest[0]) & set(self._versions))
            self._theirs = by_journal(rest[7])
            self._tell(self._records.values())
        elif number == (CHANGED if self.version >= CHANGES else HAVE):
            self._told_theirs(*rest)
        elif number == BATCH:
            for data in rest[0]:
                self.journals.take(data)
            # Everything was verified and is held: that is what an answer means.
            self._have(answered=1)
        elif number == LADDER:
            self._rungs[rest[0]] = rest[1]
            self._climb(rest[0])
        elif number == (RECORD_RANKS if self.version >= RANKS else RECORD_VECTOR):
            self._rank_theirs(*rest)
        elif number == RECORDS:
            for record in rest[0]:
                keep(self.peer.site, self._records, record)
            self._tell(rest[0])
        elif number == PING:
            self._say(PONG, rest[0], self._now)
        elif number == BYE:
            raise ConnectionError(f"the peer left: {rest}")
        if self.hello and not self._more:
            self._give()

    def _told_theirs(self, *told: Any) -> None:
        """How their tips have changed; below version 4 all tips of each journal in which any did."""
        if self.version < CHANGES:
            come, answered = told
            self._theirs |= by_journal(come)
        else:
            gone, come, answered, last = told
            held = [tip for tips in self._theirs.values() for tip in tips if tip not in gone]
            self._theirs = by_journal([*held, *come])
            self._more = not last
        self._unanswered -= answered

    def _have(self, answered: int) -> None:
        """What has changed in what was told; below version 4 all tips of each journal in which any did."""
        if self.version >= CHANGES:
            told, held = ({tuple(tip) for tip in tips} for tips in (self._told, self.journals.tips()))
            self._told = self.journals.tips()
            gone, come = sorted(told - held), sorted(held - told)
            self._say(CHANGED, [list(tip) for tip in gone], [list(tip) for tip in come], answered, True)
            return
        before, now = by_journal(self._told), by_journal(self.journals.tips())
        changed = [
            tip for journal, tips in sorted(now.items()) if tips != before.get(journal) for tip in tips
        ]
        self._told = self.journals.tips()
        self._say(HAVE, changed, answered)

    def _climb(self, journal: bytes) -> None:
        """Our Ladder, once for each journal and conversation."""
        if journal not in self._ladders:
            self._ladders.add(journal)
            self._say(LADDER, journal, ladder(self.journals, journal))

    def _give(self) -> None:
        """What they lack, as far as they told and as the bounds allow."""
        for journal in sorted(strange(self.journals, self._theirs)):
            self._climb(journal)
        rest = [
            one for one in lacking(self.journals, self._theirs, self._rungs) if one.hash not in self._sent
        ]
        while rest and self._unanswered < MOST_UNANSWERED:
            batch: list[bytes] = []
            while rest and len(batch) < MOST_ONES and sum(map(len, batch)) + len(rest[0].data) <= MOST_BYTES:
                self._sent.add(rest[0].hash)
                batch.append(rest.pop(0).data)
            self._unanswered += 1
            self._say(BATCH, batch, not rest)

    def _tell(self, records: Iterable[Record]) -> None:
        """What we have, or what that message held."""
        ranked = self.version >= RANKS
        told = [
            [*record[:3], *([sealed_hash(self.peer.site, record)] if ranked else [])] for record in records
        ]
        for start in range(0, max(1, len(told)), MOST_TOLD):
            page, last = told[start : start + MOST_TOLD], start + MOST_TOLD >= len(told)
            self._say(RECORD_RANKS if ranked else RECORD_VECTOR, page, last)

    def _rank(self, record: Record) -> Rank:
        """Below version 3 by its counter alone: what counts alike is not exchanged."""
        return record[2], sealed_hash(self.peer.site, record) if self.version >= RANKS else b""

    def _rank_theirs(self, told: list[list[Any]], last: bool) -> None:
        """What they have, or had of us; then they get what stands above it, one message at a time."""
        for owner, name, counter, *hashes in told:
            has = counter, (hashes or [b""])[0]
            self._ranks[owner, name] = max(has, self._ranks.get((owner, name), has))
        self._records_out &= not last
        self._told_ranks |= last
        above = [
            record
            for named, record in self._records.items()
            if named not in self._ranks or self._rank(record) > self._ranks[named]
        ][:64]
        if self._told_ranks and above and not self._records_out:
            self._ranks |= {(record[0], record[1]): self._rank(record) for record in above}
            self._records_out = True
            self._say(RECORDS, above)
