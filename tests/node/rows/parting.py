"""What a scenario of a merge rule is: a story of two workstations that part, meet, and settle.

It is a generator. It stops where the cable is pulled, again between the two sides, and once more to say
which conflict everybody must find; it goes on with that conflict, and settles it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeAlias

from node.api.base import Recorded
from node.api.course import ConflictView, PlanCycle
from node.api.people import WithdrawRights
from node.api.prescription import Adjustment
from node.api.settlement import Conflicts, ListConflicts
from node.api.site import EnrolPerson
from node.domain.decision import Decided, Draft
from schema.acts.patient import Identity
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import FileRef, FileType
from tests.node import circuit
from tests.node.circuit import Treated
from tests.node.stations import PIN, Clock, Station

CODE = "TC"
"""Two lines, one day: for scenarios to which the regimen does not matter."""
BOTH = frozenset({"PUI-1", "HDJ-1"})


class SteadyClock(Clock):
    """A request takes a second here: one day of work is shared by sixty scenarios."""

    def advance(self, *, minutes: int = 0, hours: int = 0, days: int = 0) -> None:
        self.ms += minutes * 1000 + (days * 24 + hours) * 3_600_000


@dataclass(frozen=True)
class Expected:
    """What everybody must find once they have met: conflicts of the scenario's rule on this file."""

    file: FileRef
    alarm: bool = False
    where: frozenset[str] = BOTH
    """The workstations whose acts are its sides."""
    apart: bool = True
    """Its sides did not know of each other, and say so."""
    open: bool = True
    """Somebody has to settle it."""
    told: str = ""
    """What its sides say besides, in any language: who took the right to it away, and where."""
    ends: bool = True
    """It can be settled; else it only tells."""


Rows: TypeAlias = tuple[ConflictView, ...]
Story: TypeAlias = Generator[Expected | None, Rows, None]
Scenario: TypeAlias = Callable[["Parting"], Story]


@dataclass
class Parting:
    """The two workstations that part, who works there, and who comes to be treated."""

    one: Station
    other: Station
    people: dict[str, Id]
    _patients: int = 0

    def somebody(self) -> Identity:
        """Another fictive patient, like nobody else."""
        self._patients += 1
        number = self._patients
        # A name has no digits.
        letters = chr(ord("A") + number // 26) + chr(ord("a") + number % 26)
        born = f"{1930 + number % 60}-{1 + number % 12:02}-{1 + number % 28:02}"
        return Identity(f"Fictif-{letters}", "", f"Dominique-{letters}", born, "F", f"98{number:08}", "")

    def treated(self, code: str = CODE, who: Identity | None = None) -> tuple[Treated, Id]:
        """Somebody with a first cycle prescribed, and the dose of its first line."""
        someone = circuit.treated(self.one, code, who or self.somebody())
        return someone, circuit.dose_of(self.one, someone.course, "L1").dose

    def ready(self, code: str = CODE, who: Identity | None = None) -> tuple[Treated, Id]:
        """The same, validated and with the go-ahead of the day."""
        someone = circuit.ready(self.one, code, who or self.somebody())
        return someone, circuit.dose_of(self.one, someone.course, "L1").dose

    def leaver(self, name: str, role: str, *, enrolled_there: bool = False) -> str:
        """A member of staff for one scenario alone; known everywhere before the cable is pulled."""
        enrol = EnrolPerson(
            family_name=name, first_name="Paule", title="", role=role, licence="", new_pin=PIN, pin=PIN
        )
        where = self.other if enrolled_there else self.one
        self.people[name] = where.do("administrator", enrol).created[0]
        return name

    def withdraws(self, who: str, right: str) -> None:
        """An administrator takes a right away, here."""
        self.one.do("administrator", WithdrawRights(person=self.people[who], rights=(right,), pin=PIN))


def course_file(someone: Treated) -> FileRef:
    """The course as a file."""
    return FileRef(FileType.COURSE, someone.course)


def patient_file(patient: Id) -> FileRef:
    """The patient as a file."""
    return FileRef(FileType.PATIENT, patient)


def revise(station: Station, someone: Treated, dose: Id, percent: str, who: str = "prescriber") -> None:
    """One dose of the first line, lowered by as much."""
    lower = (Adjustment(line="L1", day=0, reduction_percent=percent, reason="neuropathie"),)
    circuit.prescribe(station, someone.course, doses=(dose,), adjustments=lower, reason="tolérance", who=who)


def plan(station: Station, someone: Treated, day_one: str) -> None:
    """Day 1 of the first cycle."""
    heads = circuit.look(station, someone.course).heads
    planned = PlanCycle(course=someone.course, cycle=1, day_one=day_one, based_on=heads)
    station.do("prescriber", planned)


def forged(station: Station, who: str, file: FileRef, body: Wire) -> None:
    """What no window offers, and a program that is not ours could write."""
    session = station.desk.sessions.get(station.session(who))
    assert session is not None
    answer = station.desk.record(Decided((Draft(file, body),)), session, PIN)
    assert isinstance(answer, Recorded), answer


def rows_at(station: Station, rule: str, file: FileRef, language: str = "fr") -> Rows:
    """The conflicts of a rule on a file, settled ones too."""
    command = ListConflicts(mine=False, settled=True, language=language)
    rows = station.get("pharmacist", command, Conflicts).rows
    return tuple(row for row in rows if (row.rule, row.file) == (rule, file))


def settle(station: Station, rows: Rows, choice: str, who: str, keep: Id | None = None) -> None:
    """Settle each of these with a choice that it offers."""
    for row in rows:
        circuit.settle(station, row, choice, who, keep)
