"""A member that speaks version 2 with a node, from `ops/protocol-wire.md` alone: it takes, and it relays.

It dials, keeps nothing on a disk, and leaves when both hold the same journals and records.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from websockets.sync.client import ClientConnection

from tests.peer.channel import heard
from tests.peer.journals import Journals
from tests.peer.lacking import by_journal, lacking, ladder, strange
from tests.peer.packing import array, pack
from tests.peer.records import Named, Record, check_record, keep
from tests.peer.transactions import Tip

HELLO, HAVE, BATCH, RECORD_VECTOR, RECORDS = 1, 2, 3, 4, 5
PING, PONG, BYE, LADDER = 10, 11, 12, 16
ALL = 2
DONE = 0
VERSIONS = [1, 2]
MOST_UNANSWERED, MOST_BYTES, MOST_ONES = 4, 2 * 2**20, 8192


@dataclass
class Peer:
    """What a member holds from one conversation to the next."""

    site: bytes
    workstation: bytes
    journals: Journals
    records: dict[Named, Record] = field(default_factory=dict)


class Talk:
    """One conversation."""

    def __init__(self, peer: Peer, link: ClientConnection, now: int) -> None:
        self.peer, self.journals, self._link, self._now = peer, peer.journals, link, now
        self.hello: list[Any] = []
        self.heard: list[int] = []
        """Numbers of the messages that came."""
        self.said: list[int] = []
        self._theirs: dict[bytes, list[Tip]] = {}
        self._rungs: dict[bytes, list[Tip]] = {}
        self._ladders: set[bytes] = set()
        self._sent: set[bytes] = set()
        self._told: list[Tip] = []
        self._unanswered = 0
        self._records = dict(peer.records)
        """Ours and those that came: these are checked in the end, when all of the membership is here."""
        self._counters: dict[Named, int] = {}
        self._counted = False
        self._records_out = False

    @property
    def equal(self) -> bool:
        """Whether both hold the same, journals and records."""
        theirs = sorted(tip for tips in self._theirs.values() for tip in tips)
        told = all(self._counter(named) >= counter for named, counter in self._counters.items())
        records = self._counted and told and not self._records_out
        return theirs == self.journals.tips() and self.answered and records

    @property
    def answered(self) -> bool:
        """Whether they answered every batch."""
        return bool(self.hello) and not self._unanswered

    def speak(self, until: Callable[[], bool] | None = None) -> None:
        """Until this is so, or until both hold the same."""
        peer = self.peer
        self._told = self.journals.tips()
        hello = VERSIONS, peer.site, peer.workstation, bytes(16), ALL, self._now, "from the page", self._told
        self._say(HELLO, *hello)
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
            assert max(set(rest[0]) & set(VERSIONS)) == max(VERSIONS), "this reader speaks version 2"
            self._theirs = by_journal(rest[7])
            self._say(RECORD_VECTOR, self._own_counters(), True)
        elif number == HAVE:
            # All tips of a journal of which any changed: they replace those told before.
            self._theirs |= by_journal(rest[0])
            self._unanswered -= rest[1]
        elif number == BATCH:
            for data in rest[0]:
                self.journals.take(data)
            # Everything was verified and is held: that is what an answer means.
            self._have(answered=1)
        elif number == LADDER:
            self._rungs[rest[0]] = rest[1]
            self._climb(rest[0])
        elif number == RECORD_VECTOR:
            self._count(*rest)
        elif number == RECORDS:
            for record in rest[0]:
                keep(self._records, record)
            self._say(RECORD_VECTOR, [record[:3] for record in rest[0]], True)
        elif number == PING:
            self._say(PONG, rest[0], self._now)
        elif number == BYE:
            raise ConnectionError(f"the peer left: {rest}")
        if self.hello:
            self._give()

    def _have(self, answered: int) -> None:
        """All tips of each journal that has others than were told."""
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

    def _own_counters(self) -> list[list[Any]]:
        return [record[:3] for record in self._records.values()]

    def _counter(self, named: Named) -> int:
        return int(self._records[named][2]) if named in self._records else 0

    def _count(self, counters: list[list[Any]], last: bool) -> None:
        """Their counters; then they get what is newer here, one message at a time."""
        self._counters |= {(owner, name): counter for owner, name, counter in counters}
        self._records_out = False
        self._counted |= last
        newer = [
            record for named, record in self._records.items() if record[2] > self._counters.get(named, 0)
        ][:64]
        if self._counted and newer:
            self._counters |= {(record[0], record[1]): record[2] for record in newer}
            self._records_out = True
            self._say(RECORDS, newer)
