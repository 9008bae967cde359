"""The three workstations of the day of the golden journals, and who comes to be treated there."""

from __future__ import annotations

from node.api.base import Recorded
from node.api.course import ConflictView, PlanCycle
from node.api.settlement import Conflicts, ListConflicts, Settle
from node.domain.decision import Decided, Draft
from schema.acts.patient import Identity
from schema.acts.settlement import SETTLEMENTS
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import FileRef, FileType
from sync.membership import MEMBERSHIP
from tests.node import circuit
from tests.node.circuit import Treated
from tests.node.stations import PIN, Station, exchange

CODE = "mFOLFOX6"


class Day:
    """The three workstations, and who comes to be treated."""

    def __init__(self, one: Station, other: Station, third: Station) -> None:
        self.one, self.other, self.third = one, other, third
        self._patients = 0

    def somebody(self) -> Identity:
        """Another fictive patient."""
        self._patients += 1
        number = self._patients
        # A name has no digits.
        letters = chr(ord("A") + number // 26) + chr(ord("a") + number % 26)
        return Identity(
            f"Fictif-{letters}", "", "Dominique", f"19{20 + number % 80}-03-04", "F", f"99{number:08}", ""
        )

    def treated(self) -> Treated:
        """Somebody whose first cycle is prescribed, and whom both know."""
        someone = circuit.treated(self.one, CODE, self.somebody())
        self.meet()
        return someone

    def ready(self) -> tuple[Treated, Id]:
        """Somebody whose first dose both know, ready to be prepared."""
        someone = circuit.ready(self.one, CODE, self.somebody())
        self.meet()
        return someone, circuit.dose_of(self.one, someone.course, "L1").dose

    def meet(self) -> None:
        """Pharmacy and day hospital exchange what they lack."""
        exchange(self.one, self.other)


def plan(station: Station, someone: Treated, day_one: str, cycle: int = 1) -> None:
    """When a cycle begins."""
    heads = circuit.look(station, someone.course).heads
    planned = PlanCycle(course=someone.course, cycle=cycle, day_one=day_one, based_on=heads)
    station.do("prescriber", planned)


def conflict_in(station: Station, rule: str, file: Id, who: str = "pharmacist") -> ConflictView:
    """The open conflict of this rule in this file: other files may have theirs left open."""
    rows = station.get(who, ListConflicts(mine=False), Conflicts).rows
    found = [row for row in rows if row.open]
    assert any((row.rule, row.file.id) == (rule, file) for row in found), sorted(
        (row.rule, row.file.id.hex()) for row in found
    )
    return next(row for row in found if (row.rule, row.file.id) == (rule, file))


def settle(
    station: Station, rule: str, file: Id, choice: str, who: str = "pharmacist", keep: Id | None = None
) -> Recorded:
    """Settle it as an inbox would."""
    return circuit.settle(station, conflict_in(station, rule, file, who), choice, who, keep)


def keep_one(station: Station, rule: str, file: Id, who: str = "pharmacist") -> Recorded:
    """Settle it for the first of those that may be kept."""
    conflict = conflict_in(station, rule, file, who)
    chosen = conflict.choices[0]
    return circuit.settle(station, conflict, chosen.choice, who, chosen.keep)


def settle_long(station: Station, conflict: ConflictView, choice: str, who: str, keep: Id | None) -> Recorded:
    """Settle it by the kind that can name more acts than the first one could."""
    body = SETTLEMENTS[FileType(conflict.file.type)][1]
    heads = tuple(sorted(side.act for side in conflict.sides))
    said = body(conflict.rule, conflict.subject, heads, choice, keep, "relu ensemble")
    return write(station, who, conflict.file, said)


def settle_command(conflict: ConflictView, choice: str, keep: Id | None) -> Settle:
    """What an inbox of reference data, of a lot or of a vault sends."""
    return Settle(
        file=conflict.file,
        rule=conflict.rule,
        subject=conflict.subject,
        heads=tuple(side.act for side in conflict.sides),
        choice=choice,
        keep=keep,
        reason="relu ensemble",
        pin=PIN,
        based_on=conflict.heads,
    )


def write(
    station: Station,
    who: str,
    file: FileRef,
    body: Wire,
    *,
    membership: bool = False,
) -> Recorded:
    """An act that no screen would let them write, or no longer does."""
    session = station.desk.sessions.get(station.session(who))
    assert session is not None
    scope = MEMBERSHIP if membership else "clinical"
    answer = station.desk.record(Decided((Draft(file, body),)), session, PIN, scope=scope)
    assert isinstance(answer, Recorded), answer
    return answer
