"""A list of which one row is in hand: kept while the list is read again, another one when it is gone."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from schema.transaction import ActRef

T = TypeVar("T")


class InHand(Generic[T]):
    """The rows as last read, nil before, and the id of the one in hand, empty for none."""

    def __init__(self, id_of: Callable[[T], str]) -> None:
        self._id_of = id_of
        self.rows: tuple[T, ...] | None = None
        self.id = ""

    @property
    def row(self) -> T | None:
        """The row in hand."""
        return next((row for row in self.rows or () if self._id_of(row) == self.id), None)

    def take(self, rows: Sequence[T], otherwise: Callable[[Sequence[T]], T | None]) -> bool:
        """Hold these rows; whether another is in hand now, as the one that was is no longer among them."""
        self.rows = tuple(rows)
        if self.row is not None:
            return False
        other = otherwise(rows)
        return self.choose("" if other is None else self._id_of(other))

    def choose(self, row: str) -> bool:
        """Take this one in hand; whether it is another."""
        before, self.id = self.id, row
        return before != row


def act_id(act: ActRef) -> str:
    """The id of a row that stands for an act."""
    return f"{act.journal.hex()}-{act.seq}-{act.index}"


def first(rows: Sequence[T]) -> T | None:
    """The first, where there is one."""
    return next(iter(rows), None)
