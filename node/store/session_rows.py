"""Which sessions were open where: asked for every unsigned act, so the recent ones are kept in memory."""

from collections.abc import Sequence
from typing import TypeAlias

import msgspec

from node.store.connection import Connection
from schema.ids import Id

_KEPT = 4096
Pieces: TypeAlias = Sequence[tuple[int, int]]
"""A chain down from a transaction: strands (by their numbers), each with the highest seq on it."""


class _Span(msgspec.Struct):
    person: Id
    opened: int
    closed: int
    """0 while it is open."""


class SessionRows:
    """The table of sessions; what is new stays in memory until `write_out`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._spans: dict[tuple[Id, int], _Span] = {}
        self._new: set[tuple[Id, int]] = set()

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

    def open(self, session: Id, pieces: Pieces, person: Id) -> None:
        """A person signed in at the end of this chain; only a session's first opening counts."""
        key = session, pieces[0][0]
        if self._span(key) is None and self._opened(session, pieces[1:]) is None:
            self._spans[key] = _Span(person, pieces[0][1], 0)
            self._new.add(key)

    def close(self, session: Id, pieces: Pieces) -> None:
        """It ended at the end of this chain; what is closed stays as it was."""
        key = session, pieces[0][0]
        span = self._span(key)
        if span is None and (person := self._opened(session, pieces[1:])) is not None:
            # Opened in what this strand left: only its end is here.
            span = self._spans[key] = _Span(person, 0, 0)
        if span is not None and not span.closed:
            span.closed = pieces[0][1]
            self._new.add(key)

    def is_open(self, session: Id, person: Id, pieces: Pieces) -> bool:
        """Whether `person` had opened it in this chain, by its end, and not closed it."""
        return self._opened(session, pieces) == person and not any(
            (span := self._span((session, number))) is not None and 0 < span.closed <= upto
            for number, upto in pieces
        )

    def clear(self, numbers: Sequence[int]) -> None:
        """Forget the sessions of these strands: what opened them is judged again."""
        self.write_out()
        self._spans.clear()
        self._connection.do_many("DELETE FROM sessions WHERE journal = ?", [(number,) for number in numbers])

    def _opened(self, session: Id, pieces: Pieces) -> Id | None:
        """Who had opened it in this chain."""
        for number, upto in pieces:
            span = self._span((session, number))
            if span is not None and 0 < span.opened <= upto:
                return span.person
        return None

    def _row(self, key: tuple[Id, int]) -> tuple[object, ...]:
        span = self._spans[key]
        return (*key, span.person, span.opened, span.closed)

    def _span(self, key: tuple[Id, int]) -> _Span | None:
        found = self._spans.get(key)
        if found is None:
            row = self._connection.row(
                "SELECT person, opened, closed FROM sessions WHERE session = ? AND journal = ?", key
            )
            if row is not None:
                found = self._spans[key] = _Span(bytes(row[0]), row[1], row[2])
        return found
