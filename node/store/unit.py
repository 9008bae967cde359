"""Units of work: everything inside one becomes durable together, or nothing of it, on disk and in memory.

A unit inside another is a part of it, which undoes itself alone when it fails.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from node.points import AtPoint
from node.store.connection import Connection


class Unit:
    """The units of one connection, one after the other."""

    def __init__(
        self,
        connection: Connection,
        at_point: AtPoint,
        *,
        mark: Callable[[], int],
        forget: Callable[[int], None],
    ) -> None:
        """After a failure `forget` brings memory back to the tables; it is told what `mark` said before."""
        self._connection = connection
        self._at_point = at_point
        self._mark = mark
        self._forget = forget
        self.inside = False
        """Whether one is going on."""

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A consistent view for several reads."""
        if self.inside:
            yield
            return
        self.inside = True
        try:
            with self._connection.transaction():
                yield
        finally:
            self.inside = False

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Everything inside becomes durable together, or not at all; inside another one, with that one."""
        if self.inside:
            with self._part():
                yield
            return
        mark = self._mark()
        self._at_point("begin")
        try:
            with self.reading():
                yield
                self._at_point("commit")
        except BaseException:
            self._forget(mark)
            raise
        self._at_point("committed")

    @contextmanager
    def _part(self) -> Iterator[None]:
        """What fails in here undoes itself, whatever whoever is around it makes of the failure."""
        mark = self._mark()
        try:
            with self._connection.part():
                yield
        except BaseException:
            # Where the disk was full nothing is left to undo: SQLite has ended the whole transaction.
            if self._connection.in_transaction:
                self._forget(mark)
            raise
