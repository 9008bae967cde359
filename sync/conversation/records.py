"""Replaceable records between two workstations: tell counters, give what is newer, one message at a time.

`RecordVector` says what need not be sent; it is also the answer to `Records`, after which the next
may come, so a slow receiver is never buried.
"""

from collections.abc import Iterator, Sequence

from schema.ids import Id
from sync.conversation.effects import AcceptRecords, Effect, ReadRecords, Send
from sync.messages import (
    MAX_COUNTERS,
    MAX_RECORDS,
    RecordCounter,
    Records,
    RecordVector,
    encode_message,
)
from sync.ports import Record

TARGET_BYTES = 512 * 1024
MAX_KNOWN = 16 * MAX_COUNTERS
"""More records than any site has; beyond it a peer is only filling our memory."""


class RecordExchange:
    """The records' part of a conversation; every method answers with effects."""

    def __init__(self) -> None:
        self._known: dict[tuple[Id, str], int] = {}
        """What the peer has or was given."""
        self._told_ours = False
        self._heard_theirs = False
        self._reading = False
        self._unanswered = False
        self._changed = False
        self._accepting: tuple[Record, ...] | None = None

    def start(self) -> list[Effect]:
        """Both sides begin by telling their counters."""
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
            effects = [Send(encode_message(vector)) for vector in _vectors(records)]
            return [*effects, *self._read()]
        batch = _pack(records)
        if not batch:
            return self._read()
        for record in batch:
            self._note(record.owner, record.name, record.counter)
        self._unanswered = True
        self._changed = True  # there may be more than one message holds
        return [Send(encode_message(Records(batch)))]

    def heard_vector(self, vector: RecordVector) -> list[Effect] | None:
        """The peer's counters, or its answer to what we gave; `None` when there are too many."""
        if len(self._known) > MAX_KNOWN:
            return None
        for counter in vector.counters:
            self._note(counter.owner, counter.name, counter.counter)
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
            self._note(record.owner, record.name, record.counter)
        return [AcceptRecords(records)]

    def accepted(self) -> list[Effect]:
        """They are in the replica, or were refused by it: either way they need not come again."""
        records, self._accepting = self._accepting or (), None
        return [Send(encode_message(vector)) for vector in _vectors(records)]

    def _note(self, owner: Id, name: str, counter: int) -> None:
        key = owner, name
        self._known[key] = max(counter, self._known.get(key, 0))

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
    for start in range(0, max(1, len(counters)), MAX_COUNTERS):
        end = start + MAX_COUNTERS
        yield RecordVector(counters[start:end], last=end >= len(counters))
