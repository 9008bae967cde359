"""The circuit as people walk it: each step reads the screen it needs, then acts on what it showed.

Every function takes the station where somebody stands; two stations make two people who may not know
of each other.
"""

from __future__ import annotations

from dataclasses import dataclass

from node.api.administration import Give, NotGive
from node.api.base import Recorded
from node.api.course import (
    BagView,
    ConflictView,
    CourseView,
    DoseView,
    GetCourse,
    IncludePatient,
    ListRegimens,
    Regimens,
)
from node.api.dispensing import Dispense, Receive
from node.api.patient import CreatePatient, GetPatient, Measure, PatientRecord
from node.api.preparation import Claim, PreparationProposal, ProposePreparation, RecordChecked, RecordMade
from node.api.prescription import Adjustment, DraftPrescription, PrescriptionDraft, SignPrescription
from node.api.release import Release
from node.api.settlement import Conflicts, ListConflicts, Settle
from node.api.validation import GiveGoAhead, Validate
from schema.acts.base import DoseRevision, Told
from schema.acts.patient import Identity
from schema.acts.preparation import VialUsed
from schema.ids import Id
from schema.quantity import Quantity, Unit
from tests.node.stations import PIN, TODAY, Station

WARD = "Hôpital de jour"
JEANNE = Identity("Essai", "", "Jeanne Noëlle", "1960-02-03", "F", "9900012345", "")
SIZE = {"weight": ("70", Unit.KG), "height": ("170", Unit.CM), "creatinine": ("80", Unit.UMOL_PER_L)}


@dataclass(frozen=True)
class Treated:
    """A patient in a course."""

    patient: Id
    course: Id


def told(station: Station, source: str = "seen", *, by: str | None = None) -> Told:
    """It happened just now, before the eyes of who says so."""
    who = station.people[by] if by else None
    return Told(station.clock.now_ms(), False, who, source)


def create(station: Station, identity: Identity = JEANNE, who: str = "nurse") -> Id:
    """A patient's file."""
    return station.do(who, CreatePatient(identity=identity)).created[0]


def create_anyway(station: Station, *looked_at: Id, identity: Identity = JEANNE) -> Id:
    """Another file, these look-alikes having been looked at."""
    return station.do("nurse", CreatePatient(identity=identity, looked_at=looked_at)).created[0]


def measure(station: Station, patient: Id, what: str, value: str, *, confirmed: bool = False) -> None:
    """One measurement."""
    amount = Quantity(value, SIZE[what][1])
    station.do(
        "nurse",
        Measure(patient=patient, what=what, value=amount, told=told(station), confirmed=confirmed),
    )


def size(station: Station, patient: Id) -> None:
    """Weight, height, creatinine."""
    for what, (value, _) in SIZE.items():
        measure(station, patient, what, value)


def regimen_of(station: Station, code: str) -> tuple[Id, str]:
    """A regimen and its first indication."""
    rows = station.get("prescriber", ListRegimens(), Regimens).rows
    row = next(one for one in rows if one.body.code == code)
    return row.regimen, row.body.indications[0].code


def include(
    station: Station, patient: Id, code: str, day: str = TODAY, who: str = "prescriber", cycles: int = 2
) -> Id:
    """A course of this patient."""
    regimen, indication = regimen_of(station, code)
    command = IncludePatient(
        patient=patient,
        regimen=regimen,
        indication_code=indication,
        intent="adjuvant",
        first_day=day,
        planned_cycles=cycles,
        ward=WARD,
        pin=PIN,
        acknowledged=("day.past",),
    )
    return station.do(who, command).created[0]


def look(station: Station, course: Id, who: str = "pharmacist", language: str = "fr") -> CourseView:
    """The course as a screen shows it."""
    return station.get(who, GetCourse(course=course, language=language), CourseView)


def dose_of(station: Station, course: Id, line: str, day: int = 1, cycle: int = 1) -> DoseView:
    """One dose."""
    doses = look(station, course).doses
    return next(one for one in doses if (one.order.line, one.order.day, one.cycle) == (line, day, cycle))


def bag_of(station: Station, course: Id, bag: Id) -> BagView:
    """One bag."""
    return next(one for dose in look(station, course).doses for one in dose.bags if one.bag == bag)


def prescribe(
    station: Station,
    course: Id,
    *,
    cycle: int = 1,
    doses: tuple[Id, ...] = (),
    adjustments: tuple[Adjustment, ...] = (),
    mentions: tuple[str, ...] = ("uracilemia",),
    reason: str = "",
    who: str = "prescriber",
) -> Recorded:
    """Sign what the draft shows."""
    draft = station.get(
        who,
        DraftPrescription(course=course, cycle=cycle, doses=doses, adjustments=adjustments),
        PrescriptionDraft,
    )
    assert not draft.objections, draft.objections
    command = SignPrescription(
        course=course,
        cycle=cycle,
        doses=doses,
        adjustments=adjustments,
        mentions=mentions,
        reason=reason,
        pin=PIN,
        based_on=draft.heads,
    )
    return station.do(who, command)


def items(view: CourseView, *doses: Id) -> tuple[DoseRevision, ...]:
    """Doses in the versions shown; all of them when none is named."""
    return tuple(
        DoseRevision(dose.dose, dose.versions[0]) for dose in view.doses if not doses or dose.dose in doses
    )


def validate(station: Station, course: Id, *doses: Id, who: str = "pharmacist") -> Recorded:
    """Pharmaceutical validation."""
    view = look(station, course)
    command = Validate(
        course=course, items=items(view, *doses), mentions=("uracilemia",), pin=PIN, based_on=view.heads
    )
    return station.do(who, command)


def go_ahead(station: Station, course: Id, *doses: Id, who: str = "prescriber", day: str = TODAY) -> Recorded:
    """The day's go-ahead."""
    view = look(station, course)
    command = GiveGoAhead(course=course, items=items(view, *doses), day=day, pin=PIN, based_on=view.heads)
    return station.do(who, command)


def claim(station: Station, course: Id, dose: Id, who: str = "preparer") -> Id:
    """Take a dose on, as proposed; the bag."""
    proposal = station.get(who, ProposePreparation(course=course, dose=dose), PreparationProposal)
    assert not proposal.objections, proposal.objections
    vials = (
        VialUsed(proposal.product, proposal.label, proposal.cip13, "LOT-1", "2027-12-31", proposal.vials),
    )
    command = Claim(
        course=course,
        item=proposal.item,
        product=proposal.product,
        vials=vials,
        diluent_lot="DIL-9" if proposal.diluent else "",
        acknowledged=("bag.over_before_its_day",),
        based_on=proposal.heads,
    )
    return station.do(who, command).created[0]


def make(station: Station, course: Id, bag: Id, who: str = "preparer", source: str = "seen") -> Recorded:
    """Made."""
    return station.do(who, RecordMade(course=course, bag=bag, told=told(station, source), pin=PIN))


def check(station: Station, course: Id, bag: Id, who: str = "preparer2") -> Recorded:
    """Checked by somebody else."""
    return station.do(who, RecordChecked(course=course, bag=bag, told=told(station), pin=PIN))


def release(station: Station, course: Id, bag: Id, *, reason: str = "", who: str = "pharmacist") -> Recorded:
    """Released, or rejected with a reason."""
    heads = look(station, course).heads
    command = Release(course=course, bag=bag, released=not reason, reason=reason, pin=PIN, based_on=heads)
    return station.do(who, command)


def dispense(station: Station, course: Id, bag: Id, who: str = "pharmacist") -> Recorded:
    """Handed over to the ward."""
    command = Dispense(
        course=course, bag=bag, ward=WARD, mentions=("uracilemia",), told=told(station), pin=PIN
    )
    return station.do(who, command)


def receive(station: Station, course: Id, bag: Id, who: str = "nurse") -> Recorded:
    """The ward has it."""
    return station.do(who, Receive(course=course, bag=bag, told=told(station)))


def give(
    station: Station, treated: Treated, dose: Id, bag: Id, who: str = "nurse", source: str = "seen"
) -> Recorded:
    """Given at the bedside."""
    command = Give(
        course=treated.course,
        dose=dose,
        bag=bag,
        patient=treated.patient,
        told=told(station, source),
        pin=PIN,
    )
    return station.do(who, command)


def not_give(
    station: Station, course: Id, dose: Id, bag: Id | None = None, who: str = "nurse2", source: str = "seen"
) -> Recorded:
    """Not given, and why."""
    command = NotGive(
        course=course, dose=dose, bag=bag, reason="fièvre à 39 °C", told=told(station, source), pin=PIN
    )
    return station.do(who, command)


def treated(station: Station, code: str = "mFOLFOX6", identity: Identity = JEANNE) -> Treated:
    """A patient, measured, included, with the first cycle prescribed."""
    patient = create(station, identity)
    size(station, patient)
    course = include(station, patient, code)
    prescribe(station, course)
    return Treated(patient, course)


def ready(station: Station, code: str = "mFOLFOX6", identity: Identity = JEANNE) -> Treated:
    """The same, validated and with the go-ahead of the day."""
    found = treated(station, code, identity)
    validate(station, found.course)
    go_ahead(station, found.course)
    return found


def released(station: Station, course: Id, dose: Id) -> Id:
    """From claim to release; the bag."""
    bag = claim(station, course, dose)
    make(station, course, bag)
    check(station, course, bag)
    release(station, course, bag)
    return bag


def on_the_ward(station: Station, course: Id, dose: Id) -> Id:
    """From claim to reception; the bag."""
    bag = released(station, course, dose)
    dispense(station, course, bag)
    receive(station, course, bag)
    return bag


def record(station: Station, patient: Id, who: str = "nurse") -> PatientRecord:
    """A patient's record."""
    return station.get(who, GetPatient(patient=patient), PatientRecord)


def inbox(
    station: Station, who: str = "pharmacist", *, mine: bool = False, settled: bool = False
) -> dict[str, ConflictView]:
    """Conflicts by rule."""
    rows = station.get(who, ListConflicts(mine=mine, settled=settled), Conflicts).rows
    return {row.rule: row for row in rows}


def settle(
    station: Station, conflict: ConflictView, choice: str, who: str, keep: Id | None = None
) -> Recorded:
    """Settle a conflict with one of the choices it offers."""
    assert choice in {one.choice for one in conflict.choices}, conflict.choices
    assert keep is None or keep in {one.keep for one in conflict.choices}
    command = Settle(
        file=conflict.file,
        rule=conflict.rule,
        subject=conflict.subject,
        heads=tuple(side.act for side in conflict.sides),
        choice=choice,
        keep=keep,
        reason="vu ensemble au téléphone",
        pin=PIN,
        based_on=look(station, conflict.course).heads if any(conflict.course) else conflict.heads,
    )
    return station.do(who, command)
