"""A lot's file written at two workstations apart, then joined: the situation of every rule on it."""

from __future__ import annotations

from node.domain.history import Act
from node.domain.lot import LotState, fold_lot, lot_file_id
from node.domain.state import Conflict
from schema.acts.base import Told
from schema.acts.lot import (
    LotCounted,
    LotMoved,
    LotNamed,
    LotReceived,
    LotUsed,
    RemainderDiscarded,
    RemainderKept,
    RemainderUsed,
)
from schema.acts.settlement import LotSettled
from schema.quantity import Quantity, Unit
from tests.node.domain.acts import an_id
from tests.node.domain.file_splits import FileSplit

NAMED = LotNamed(an_id("product"), "Oxaliplatine fictif 100 mg", "3400900000017", "AB-12", "2027-01-31")
HOUR = 3_600_000
COURSE = an_id("course")


def told(hour: int = 0) -> Told:
    """Told to have happened at this hour of a fictive day."""
    return Told(hour * HOUR, False, None, "seen")


def received(count: int) -> LotReceived:
    return LotReceived(NAMED, count, "Grossiste fictif", told())


def moved(change: int, hour: int = 0) -> LotMoved:
    return LotMoved(NAMED, change, "out" if change < 0 else "in", "vers une autre pharmacie", told(hour))


def counted(vials: int, expected: int, hour: int = 1) -> LotCounted:
    return LotCounted(NAMED, vials, expected, told(hour))


def set_out(count: int, bag: str = "b") -> LotUsed:
    return LotUsed(NAMED, count, COURSE, an_id(bag))


def kept(name: str = "left") -> RemainderKept:
    return RemainderKept(NAMED, an_id(name), Quantity("5", Unit.ML), 24 * HOUR, "2 à 8 °C", told())


def used(bag: str, number: int, name: str = "left") -> RemainderUsed:
    return RemainderUsed(NAMED, an_id(name), COURSE, an_id(bag), an_id("series"), number)


def discarded(name: str = "left") -> RemainderDiscarded:
    return RemainderDiscarded(NAMED, an_id(name), "périmé", told())


class LotSplit(FileSplit[LotState]):
    """See `FileSplit`."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind, lot_file_id(NAMED), fold_lot)

    def settle(self, station: str, conflict: Conflict, choice: str, by: str = "bob") -> Act:
        """Somebody settles a conflict, naming the acts that it names now."""
        heads = tuple(sorted(conflict.acts))
        return self.at(station, LotSettled(conflict.rule, conflict.subject, heads, choice, None, "vu"), by=by)
