"""Which sessions were open where: asked for every unsigned act, so the recent ones are kept in memory."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection

from schema.ids import Id

_KEPT = 4096


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
            self._connection.exec_driver_sql(
                "INSERT INTO sessions (session, journal, person, opened, closed) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (session, journal) DO UPDATE SET closed = excluded.closed",
                [self._row(key) for key in self._new],
            )
            self._new.clear()
        if len(self._spans) > _KEPT:
            self._spans.clear()

    def open(self, session: Id, journal: int, person: Id, seq: int) -> None:
        """A person signed in at this seq of a journal (its number); only a session's first opening counts."""
        key = session, journal
        if self._span(key) is None:
            self._spans[key] = _Span(person, seq, 0)
            self._new.add(key)

    def close(self, session: Id, journal: int, seq: int) -> None:
        """It ended; what is closed stays as it was."""
        key = session, journal
        span = self._span(key)
        if span is not None and not span.closed:
            span.closed = seq
            self._new.add(key)

    def clear(self, journals: Sequence[int]) -> None:
        """Forget the sessions of these journals (their numbers): what opened them is judged again."""
        self.write_out()
        self._spans.clear()
        self._connection.exec_driver_sql(
            "DELETE FROM sessions WHERE journal = ?", [(number,) for number in journals]
        )

    def is_open(self, session: Id, person: Id, journal: int, seq: int) -> bool:
        """Whether `person` had opened it before this seq of this very journal and not closed it."""
        span = self._span((session, journal))
        return span is not None and span.person == person and span.opened < seq and not 0 < span.closed < seq

    def _row(self, key: tuple[Id, int]) -> tuple[object, ...]:
        span = self._spans[key]
        return (*key, span.person, span.opened, span.closed)

    def _span(self, key: tuple[Id, int]) -> _Span | None:
        found = self._spans.get(key)
        if found is None:
            row = self._connection.exec_driver_sql(
                "SELECT person, opened, closed FROM sessions WHERE session = ? AND journal = ?", key
            ).fetchone()
            if row is not None:
                found = self._spans[key] = _Span(bytes(row[0]), row[1], row[2])
        return found
