"""Which sessions were open where: asked for every unsigned act, so the recent ones are kept in memory."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import msgspec

from node.store.connection import Connection
from schema.ids import Id

_KEPT = 4096
Pieces: TypeAlias = Sequence[tuple[int, int]]
"""A chain down from a transaction: strands (by their numbers), each with the highest seq on it.

Below its first one those do on which there is anything of the session: see `SessionRows.strands`.
"""


class _Span(msgspec.Struct):
    person: Id
    opened: int
    closed: int
    """0 while it is open."""


class SessionRows:
    """The table of sessions; what is new stays in memory until `write_out`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._spans: dict[Id, dict[int, _Span]] = {}
        """By session, all that is known of it, by strand: somebody hostile makes long chains of strands."""
        self._new: dict[tuple[Id, int], None] = {}
        """In the order in which they came: a set has one of its own in each process."""

    def forget(self) -> None:
        """Drop what is remembered, after a write that did not happen."""
        self._spans.clear()
        self._new.clear()

    def write_out(self) -> None:
        """Put what is new into the table."""
        if self._new:
            self._connection.do_many(
                "INSERT INTO sessions (session, journal, person, opened, closed) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (session, journal) DO UPDATE SET closed = excluded.closed",
                [self._row(key) for key in self._new],
            )
            self._new.clear()
        if len(self._spans) > _KEPT:
            self._spans.clear()

    def strands(self, session: Id) -> Iterable[int]:
        """Those on which there is anything of it."""
        return self._of(session)

    def open(self, session: Id, pieces: Pieces, person: Id) -> None:
        """A person signed in at the end of this chain; only a session's first opening counts."""
        spans, (strand, seq) = self._of(session), pieces[0]
        if strand not in spans and _opened(spans, pieces[1:]) is None:
            spans[strand] = _Span(person, seq, 0)
            self._new[session, strand] = None

    def close(self, session: Id, pieces: Pieces) -> None:
        """It ended at the end of this chain; what is closed stays as it was."""
        spans, (strand, seq) = self._of(session), pieces[0]
        span = spans.get(strand)
        if span is None and (person := _opened(spans, pieces[1:])) is not None:
            # Opened in what this strand left: only its end is here.
            span = spans[strand] = _Span(person, 0, 0)
        if span is not None and not span.closed:
            span.closed = seq
            self._new[session, strand] = None

    def is_open(self, session: Id, person: Id, pieces: Pieces) -> bool:
        """Whether `person` had opened it in this chain, by its end, and not closed it."""
        spans = self._of(session)
        return _opened(spans, pieces) == person and not any(
            number in spans and 0 < spans[number].closed <= upto for number, upto in pieces
        )

    def clear(self, numbers: Sequence[int]) -> None:
        """Forget the sessions of these strands: what opened them is judged again."""
        self.write_out()
        self._spans.clear()
        self._connection.do_many("DELETE FROM sessions WHERE journal = ?", [(number,) for number in numbers])

    def _row(self, key: tuple[Id, int]) -> tuple[object, ...]:
        session, strand = key
        span = self._spans[session][strand]
        return (*key, span.person, span.opened, span.closed)

    def _of(self, session: Id) -> dict[int, _Span]:
        found = self._spans.get(session)
        if found is None:
            rows = self._connection.rows(
                "SELECT journal, person, opened, closed FROM sessions WHERE session = ?", (session,)
            )
            found = self._spans[session] = {row[0]: _Span(bytes(row[1]), row[2], row[3]) for row in rows}
        return found


def _opened(spans: Mapping[int, _Span], pieces: Pieces) -> Id | None:
    """Who had opened it in this chain."""
    for number, upto in pieces:
        if number in spans and 0 < spans[number].opened <= upto:
            return spans[number].person
    return None
