"""Replaceable records between two workstations: tell ranks, give what is higher, one message at a time.

`RecordRanks` (`RecordVector` with an older peer) says what need not be sent; it is also the answer to
`Records`, after which the next may come, so a slow receiver is never buried.
"""

from collections.abc import Iterator, Sequence

from schema.ids import Id
from sync.conversation.effects import AcceptRecords, Effect, ReadRecords, Send
from sync.messages import (
    MAX_COUNTERS,
    MAX_RECORDS,
    RANKS,
    RecordCounter,
    RecordRank,
    RecordRanks,
    Records,
    RecordVector,
    encode_message,
)
from sync.ports import Rank, Record
from sync.record import ANY, rank

TARGET_BYTES = 512 * 1024
MAX_KNOWN = 16 * MAX_COUNTERS
"""Ranks of the peer that are kept: beyond them it is sent once what it may have already."""


class RecordExchange:
    """The records' part of a conversation; every method answers with effects."""

    def __init__(self, site: Id) -> None:
        self._site = site
        self._version = 0
        self._known: dict[tuple[Id, str], Rank] = {}
        """What the peer has or was given."""
        self._told_ours = False
        self._heard_theirs = False
        self._reading = False
        self._unanswered = False
        self._changed = False
        self._accepting: tuple[Record, ...] | None = None

    def start(self, version: int) -> list[Effect]:
        """Both sides begin by telling what they have, as the version that they speak has it."""
        self._version = version
        self._reading = True
        return [ReadRecords({})]

    def changed(self) -> list[Effect]:
        """Something may be newer here than the peer knows."""
        self._changed = True
        return self._read()

    def was_read(self, records: Sequence[Record]) -> list[Effect]:
        """The result of `ReadRecords`."""
        self._reading = False
        if not self._told_ours:
            self._told_ours = True
            effects = self._told(records)
            return [*effects, *self._read()]
        batch = _pack(records)
        if not batch:
            return self._read()
        for record in batch:
            self._note(record.owner, record.name, rank(self._site, record))
        self._unanswered = True
        self._changed = True  # there may be more than one message holds
        return [Send(encode_message(Records(batch)))]

    def heard_vector(self, vector: RecordVector | RecordRanks) -> list[Effect] | None:
        """What the peer has, or its answer; `None` when it is not of this version."""
        ranked = isinstance(vector, RecordRanks)
        if ranked != (self._version >= RANKS):
            return None
        if isinstance(vector, RecordRanks):
            for one in vector.ranks:
                self._heard(one.owner, one.name, (one.counter, one.hash))
        else:
            for counter in vector.counters:
                # Which of two it has cannot be told: what counts alike is not sent.
                self._heard(counter.owner, counter.name, (counter.counter, ANY))
        if vector.last:
            self._heard_theirs = True
            self._unanswered = False
            self._changed = True
        return self._read()

    def heard(self, records: tuple[Record, ...]) -> list[Effect] | None:
        """Records from the peer; `None` when it did not wait for the answer to the last."""
        if self._accepting is not None:
            return None
        self._accepting = records
        for record in records:
            self._heard(record.owner, record.name, rank(self._site, record))
        return [AcceptRecords(records)]

    def accepted(self) -> list[Effect]:
        """They are in the replica, or were refused by it: either way they need not come again."""
        records, self._accepting = self._accepting or (), None
        return self._told(records)

    def _told(self, records: Sequence[Record]) -> list[Effect]:
        vectors = _ranks(self._site, records) if self._version >= RANKS else _vectors(records)
        return [Send(encode_message(vector)) for vector in vectors]

    def _heard(self, owner: Id, name: str, has: Rank) -> None:
        if len(self._known) < MAX_KNOWN or (owner, name) in self._known:
            self._note(owner, name, has)

    def _note(self, owner: Id, name: str, has: Rank) -> None:
        key = owner, name
        self._known[key] = max(has, self._known.get(key, has))

    def _read(self) -> list[Effect]:
        ready = self._told_ours and self._heard_theirs and not self._reading and not self._unanswered
        if not (ready and self._changed):
            return []
        self._changed = False
        self._reading = True
        return [ReadRecords(dict(self._known))]


def _pack(records: Sequence[Record]) -> tuple[Record, ...]:
    batch: list[Record] = []
    size = 0
    for record in records[:MAX_RECORDS]:
        size += len(record.payload) + 200
        if batch and size > TARGET_BYTES:
            break
        batch.append(record)
    return tuple(batch)


def _vectors(records: Sequence[Record]) -> Iterator[RecordVector]:
    counters = tuple(RecordCounter(record.owner, record.name, record.counter) for record in records)
    for start, last in _pages(len(counters)):
        yield RecordVector(counters[start : start + MAX_COUNTERS], last)


def _ranks(site: Id, records: Sequence[Record]) -> Iterator[RecordRanks]:
    ranks = tuple(RecordRank(record.owner, record.name, *rank(site, record)) for record in records)
    for start, last in _pages(len(ranks)):
        yield RecordRanks(ranks[start : start + MAX_COUNTERS], last)


def _pages(count: int) -> Iterator[tuple[int, bool]]:
    for start in range(0, max(1, count), MAX_COUNTERS):
        yield start, start + MAX_COUNTERS >= count
