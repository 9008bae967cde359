"""Which of several results or measurements of one sort are the last: those that no later one hides.

Clocks order nothing for certain. A date that lies ahead, of a wrong clock or mistyped, must not hide what
was found since; and of two of one instant neither is the later.
"""

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Protocol, TypeVar

from schema.acts.base import Told
from schema.ids import Id
from schema.transaction import ActRef


class Dated(Protocol):
    """Something found at an hour and recorded at another."""

    @property
    def act(self) -> ActRef:
        """The act that recorded it."""
        ...

    @property
    def told(self) -> Told:
        """When it was so."""
        ...

    @property
    def recorded_at(self) -> int:
        """By the clock of who recorded it."""
        ...


E = TypeVar("E", bound=Dated)


def last_ones(entries: Iterable[E], knew: Callable[[ActRef, ActRef], bool]) -> list[E]:
    """Of entries of one sort those that no other hides, by clinical time.

    One hides another when it is later, was not recorded before its own hour, and either its author knew of
    the other, or the other's own clock says that this hour was over when it was recorded.
    """
    newest_first = sorted(entries, key=lambda one: (one.told.happened_at, one.act), reverse=True)
    left: list[E] = []
    nearest: int | None = None
    authors: dict[Id, ActRef] = {}
    for _, group in groupby(newest_first, key=lambda one: one.told.happened_at):
        together = list(group)
        for one in together:
            over = nearest is not None and nearest <= one.recorded_at
            if not over and not any(knew(author, one.act) for author in authors.values()):
                left.append(one)
        for one in together:
            if one.told.happened_at <= one.recorded_at:
                nearest = one.told.happened_at
                # Who wrote later in a journal knew what was known earlier in it.
                known = authors.setdefault(one.act.journal, one.act)
                authors[one.act.journal] = max(known, one.act, key=lambda act: (act.seq, act.index))
    return left[::-1]
