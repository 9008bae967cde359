"""A lot's file written at two workstations apart, then joined: the situation of every rule on it."""

from __future__ import annotations

from random import Random

from node.domain.history import Act
from node.domain.lot import LotState, fold_lot, lot_file_id
from node.domain.state import Conflict
from schema.acts.base import Told
from schema.acts.lot import (
    LotCounted,
    LotMoved,
    LotNamed,
    LotPutBack,
    LotReceived,
    LotUsed,
    RemainderDiscarded,
    RemainderKept,
    RemainderUsed,
)
from schema.acts.settlement import LotSettled
from schema.codec import Wire
from schema.quantity import Quantity, Unit
from tests.node.domain.acts import Site, an_id

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


def same_in_any_order(acts: list[Act]) -> LotState:
    """The state of these acts, after checking that any order of arrival and a refold give the same."""
    state = fold_lot(acts)
    shuffled = list(acts)
    for seed in range(5):
        Random(seed).shuffle(shuffled)
        assert fold_lot([*shuffled, *shuffled[:2]]) == state
    return state


class LotSplit:
    """Acts go to `base` first; after `part`, `x` and `y` know it and nothing of each other."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.site = Site()

    def at(self, station: str, body: Wire, by: str = "alice", set_aside: str = "") -> Act:
        """Somebody records one act."""
        return self.site.act(station, body, lot_file_id(NAMED), by=by, set_aside=set_aside)

    def part(self) -> None:
        """Two workstations that know the common past, one perhaps through another."""
        if self.kind == "through relays":
            self.site.meet("base", "relay")
            self.site.meet("relay", "x")
        else:
            self.site.meet("base", "x")
        self.site.meet("base", "y")
        # What one of them writes first makes its later acts come later in fold order.
        late = "x" if self.kind == "y comes first" else "y"
        for _ in range(7):
            self.at(late, set_out(1, "returned"))
            self.at(late, LotPutBack(NAMED, 1, COURSE, an_id("returned")))

    def join(self) -> str:
        """A workstation that knows both sides."""
        if self.kind == "through relays":
            self.site.meet("x", "relay")
            self.site.meet("relay", "y")
            self.site.meet("relay", "z")
        else:
            self.site.meet("x", "z")
            self.site.meet("y", "z")
        return "z"

    def settle(self, station: str, conflict: Conflict, choice: str, by: str = "bob") -> Act:
        """Somebody settles a conflict, naming the acts that it names now."""
        heads = tuple(sorted(conflict.acts))
        return self.at(station, LotSettled(conflict.rule, conflict.subject, heads, choice, None, "vu"), by=by)

    @property
    def state(self) -> LotState:
        """The state of everything."""
        return same_in_any_order(self.site.acts)

    def conflicts(self, rule: str) -> list[Conflict]:
        """The conflicts of one rule."""
        return [one for one in self.state.conflicts if one.rule == rule]

    def conflict(self, rule: str) -> Conflict:
        """The one conflict of a rule."""
        (found,) = self.conflicts(rule)
        return found
