"""Units of work: everything inside one becomes durable together, or nothing of it, on disk and in memory.

A unit inside another is a part of it, which undoes itself alone when it fails. What a disk does not take
may stand in memory alone, until something is written for good.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec

from node.points import AtPoint
from node.store.connection import Connection
from node.store.errors import StoreError


class Supposed(msgspec.Struct, frozen=True):
    """What stands in memory alone."""

    why: StoreError
    """What the disk said."""
    again: Callable[[], None]
    """Writes it for good."""
    mark: int


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
        self._supposed: Supposed | None = None

    @property
    def supposed(self) -> Supposed | None:
        """What stands in memory alone; nil as soon as the engine has dropped it, as where memory ran out."""
        if self._supposed is not None and not self._connection.in_transaction:
            self._let_go()
        return self._supposed

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A consistent view for several reads."""
        if self.inside or self.supposed is not None:
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
        """Everything inside becomes durable together, or not at all; inside another one, with that one.

        What stood in memory alone is written first: who read it writes beside what they have read.
        """
        if self.inside:
            with self._part():
                yield
            return
        again = self._let_go()
        mark = self._mark()
        self._at_point("begin")
        try:
            with self.reading():
                if again is not None:
                    again()
                yield
                self._at_point("commit")
        except BaseException:
            self._forget(mark)
            raise
        self._at_point("committed")

    def suppose(self, write: Callable[[], None], why: StoreError) -> None:
        """Have what this writes stand in memory alone, seen by all who read, until the next `writing`.

        The disk has just said `why` it takes nothing.
        """
        self._let_go()
        mark = self._mark()
        self._at_point("in memory")
        self.inside = True
        try:
            self._connection.begin_in_memory()
            write()
            self._connection.hold_in_memory()
        except BaseException:
            self.inside = False
            self._forget_supposed(mark)
            raise
        self.inside = False
        self._supposed = Supposed(why, write, mark)

    def _let_go(self) -> Callable[[], None] | None:
        supposed, self._supposed = self._supposed, None
        if supposed is None:
            return None
        self._forget_supposed(supposed.mark)
        return supposed.again

    def _forget_supposed(self, mark: int) -> None:
        self._connection.end_in_memory()
        self._at_point("on disk")
        self._forget(mark)

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
