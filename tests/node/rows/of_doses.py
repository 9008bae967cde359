"""Scenarios of the rules of a dose: what was ordered, decided, stopped, and by whom."""

from __future__ import annotations

from msgspec.structs import replace

from node.api.course import ResumeCourse, StopCourse
from node.api.prescription import TranscribeDecision
from node.api.validation import DeferGoAhead, Hold
from schema.acts.administration import DoseGiven
from schema.acts.base import DoseRevision
from schema.acts.course import CourseStopped
from schema.acts.prescription import PrescriptionSigned
from schema.acts.settlement import PatientSettled
from schema.acts.validation import PrescriptionHeld
from schema.ids import Id
from schema.quantity import Quantity
from schema.transaction import FileRef
from tests.node import circuit
from tests.node.circuit import Treated
from tests.node.rows.of_files import allergic
from tests.node.rows.parting import (
    Expected,
    Parting,
    Scenario,
    Story,
    course_file,
    forged,
    patient_file,
    plan,
    revise,
    rows_at,
    settle,
)
from tests.node.stations import PIN, Station, exchange

THERE = frozenset({"HDJ-1"})
HERE = frozenset({"PUI-1"})
WITHDREW = "ZÉRO Ignace, PUI-1, "


def divergent(p: Parting) -> Story:
    someone, dose = p.ready()
    yield None
    revise(p.one, someone, dose, "10")
    yield None
    revise(p.other, someone, dose, "25", "prescriber2")
    yield Expected(course_file(someone))
    circuit.prescribe(p.other, someone.course, doses=(dose,), reason="vu ensemble")


def _spoken(p: Parting) -> Treated:
    """Two versions apart, and the prescriber's word by telephone, written down by the pharmacist."""
    someone, dose = p.treated()
    exchange(p.one, p.other)
    revise(p.one, someone, dose, "10")
    revise(p.other, someone, dose, "25", "prescriber2")
    exchange(p.one, p.other)
    return someone


def _transcribe(station: Station, someone: Treated) -> None:
    view = circuit.look(station, someone.course)
    here = circuit.dose_of(station, someone.course, "L1")
    written = TranscribeDecision(
        course=someone.course,
        dose=here.dose,
        version=here.versions[0],
        told=circuit.told(station, by="prescriber"),
        read_back=True,
        reason="au bloc, joint par téléphone",
        pin=PIN,
        based_on=view.heads,
    )
    station.do("pharmacist", written)


def spoken_order(p: Parting) -> Story:
    someone = _spoken(p)
    yield None
    _transcribe(p.one, someone)
    yield None
    rows = yield Expected(course_file(someone), where=HERE, apart=False)
    settle(p.other, rows, "countersigned", "prescriber")


def spoken_order_denied(p: Parting) -> Story:
    someone = _spoken(p)
    _transcribe(p.one, someone)
    exchange(p.one, p.other)
    yield None
    yield None
    settle(p.other, rows_at(p.other, "spoken_order", course_file(someone)), "denied", "prescriber")
    yield Expected(course_file(someone), apart=False)
    dose = circuit.dose_of(p.one, someone.course, "L1").dose
    circuit.prescribe(p.one, someone.course, doses=(dose,), reason="ce qui était voulu")


def day_apart(p: Parting) -> Story:
    someone, _ = p.treated()
    yield None
    plan(p.one, someone, "2026-06-08")
    yield None
    plan(p.other, someone, "2026-06-09")
    rows = yield Expected(course_file(someone))
    settle(p.one, rows, "reviewed", "prescriber")


def go_ahead_apart(p: Parting) -> Story:
    someone, dose = p.treated()
    yield None
    circuit.go_ahead(p.one, someone.course)
    yield None
    circuit.go_ahead(p.other, someone.course, dose, who="prescriber2")
    yield Expected(course_file(someone))
    circuit.go_ahead(p.other, someone.course)


def go_ahead_deferred(p: Parting) -> Story:
    someone, _ = p.treated()
    yield None
    circuit.go_ahead(p.one, someone.course)
    yield None
    view = circuit.look(p.other, someone.course)
    defer = DeferGoAhead(
        course=someone.course, items=circuit.items(view), reason="fièvre", pin=PIN, based_on=view.heads
    )
    p.other.do("prescriber2", defer)
    rows = yield Expected(course_file(someone))
    settle(p.one, rows, "reviewed", "prescriber")


def go_ahead_outdated(p: Parting) -> Story:
    someone, dose = p.treated()
    yield None
    circuit.go_ahead(p.one, someone.course)
    yield None
    revise(p.other, someone, dose, "10", "prescriber2")
    yield Expected(course_file(someone))
    circuit.go_ahead(p.one, someone.course)


def validation_outdated(p: Parting) -> Story:
    someone, dose = p.treated()
    yield None
    circuit.validate(p.one, someone.course)
    yield None
    revise(p.other, someone, dose, "10")
    yield Expected(course_file(someone))
    circuit.validate(p.other, someone.course, who="pharmacist2")


def validated_and_held(p: Parting) -> Story:
    someone, dose = p.treated()
    yield None
    circuit.validate(p.one, someone.course)
    yield None
    view = circuit.look(p.other, someone.course)
    hold = Hold(
        course=someone.course,
        items=circuit.items(view, dose),
        refused=True,
        reason="dose à revoir",
        pin=PIN,
        based_on=view.heads,
    )
    p.other.do("pharmacist2", hold)
    rows = yield Expected(course_file(someone))
    settle(p.one, rows, "reviewed", "pharmacist")


def stopped(p: Parting) -> Story:
    someone, dose = p.ready()
    bag = circuit.released(p.one, someone.course, dose)
    yield None
    stop = StopCourse(
        course=someone.course,
        level="course",
        reason="toxicité",
        pin=PIN,
        based_on=circuit.look(p.one, someone.course).heads,
    )
    p.one.do("prescriber", stop)
    yield None
    circuit.dispense(p.other, someone.course, bag)
    rows = yield Expected(course_file(someone), alarm=True)
    view = circuit.look(p.one, someone.course)
    resume = ResumeCourse(
        course=someone.course,
        stops=(view.stops[0].act,),
        reason="erreur de dossier",
        pin=PIN,
        based_on=view.heads,
    )
    p.one.do("prescriber", resume)
    settle(p.one, rows, "reviewed", "pharmacist")


def unlisted(p: Parting) -> Story:
    someone, dose = p.ready()
    bag = circuit.released(p.one, someone.course, dose)
    circuit.dispense(p.one, someone.course, bag)
    yield None
    circuit.receive(p.one, someone.course, bag)
    yield None
    circuit.receive(p.other, someone.course, bag, who="nurse2")
    rows = yield Expected(course_file(someone))
    settle(p.other, rows, "reviewed", "pharmacist")


def set_aside(p: Parting) -> Story:
    someone, dose = p.ready()
    bag = circuit.claim(p.one, someone.course, dose)
    yield None
    yield None
    body = DoseGiven(dose, bag, someone.patient, circuit.told(p.other), "")
    forged(p.other, "preparer", course_file(someone), body)
    rows = yield Expected(course_file(someone), alarm=True, where=THERE, apart=False)
    settle(p.one, rows, "dismissed", "pharmacist")


def withdrawn_since(p: Parting) -> Story:
    someone, dose = p.ready()
    bag = circuit.released(p.one, someone.course, dose)
    circuit.dispense(p.one, someone.course, bag)
    leaver = p.leaver("Partante", "nurse")
    yield None
    p.withdraws(leaver, "receive")
    yield None
    circuit.receive(p.other, someone.course, bag, who=leaver)
    rows = yield Expected(course_file(someone), alarm=True, where=THERE, apart=False, told=WITHDREW)
    settle(p.one, rows, "admit", "pharmacist")


def withdrawn_decision(p: Parting) -> Story:
    someone, _ = p.treated()
    leaver = p.leaver("Remplaçante", "pharmacist")
    yield None
    p.withdraws(leaver, "validate")
    yield None
    circuit.validate(p.other, someone.course, who=leaver)
    rows = yield Expected(course_file(someone), where=THERE, apart=False, told=WITHDREW)
    # One act on two doses: to admit it is one decision.
    settle(p.one, rows[:1], "admit", "pharmacist")


def withdrawn_order(p: Parting) -> Story:
    someone, dose = p.treated()
    leaver = p.leaver("Passagère", "prescriber")
    yield None
    p.withdraws(leaver, "prescribe")
    yield None
    revise(p.other, someone, dose, "25", leaver)
    rows = yield Expected(course_file(someone), where=THERE, apart=False, told=WITHDREW)
    settle(p.other, rows, "admit", "prescriber")


def careful_decision(p: Parting) -> Story:
    someone, dose = p.ready()
    version = circuit.dose_of(p.one, someone.course, "L1").versions[0]
    yield None
    circuit.claim(p.one, someone.course, dose)
    yield None
    held = PrescriptionHeld((DoseRevision(dose, version),), refused=True, reason="dose à revoir")
    forged(p.other, "nurse", course_file(someone), held)
    rows = yield _careful(someone)
    settle(p.one, rows, "dismiss", "pharmacist")


def careful_stop(p: Parting) -> Story:
    someone, dose = p.ready()
    yield None
    circuit.claim(p.one, someone.course, dose)
    yield None
    forged(p.other, "nurse", course_file(someone), CourseStopped("course", 0, 0, "", "toxicité"))
    rows = yield _careful(someone)
    # One act on two doses: to admit it is one decision.
    settle(p.other, rows[:1], "admit", "prescriber")


def careful_order(p: Parting) -> Story:
    someone, dose = p.ready()
    here = circuit.dose_of(p.one, someone.course, "L1").order
    yield None
    circuit.claim(p.one, someone.course, dose)
    yield None
    lower = replace(here, prescribed=Quantity("1", here.prescribed.unit))
    forged(p.other, "nurse", course_file(someone), PrescriptionSigned(1, (), (lower,), (), "tolérance"))
    rows = yield _careful(someone)
    settle(p.one, rows, "dismiss", "prescriber")


def _careful(someone: Treated) -> Expected:
    return Expected(course_file(someone), alarm=True, where=THERE, apart=False)


def _disputed(p: Parting) -> tuple[Id, FileRef]:
    """A patient whose allergy is disputed, which everybody knows: two may settle it, each otherwise."""
    patient = circuit.create(p.one, p.somebody())
    allergic(p.one, patient, "latex")
    allergic(p.one, patient, "")
    return patient, patient_file(patient)


def settled_apart(p: Parting) -> Story:
    _, file = _disputed(p)
    yield None
    settle(p.one, rows_at(p.one, "allergy_disputed", file), "stands", "prescriber")
    yield None
    settle(p.other, rows_at(p.other, "allergy_disputed", file), "removed", "prescriber2")
    yield Expected(file, open=False)
    settle(p.other, rows_at(p.other, "allergy_disputed", file), "stands", "prescriber")


def settled_beyond_rights(p: Parting) -> Story:
    _, file = _disputed(p)
    yield None
    yield None
    (row,) = rows_at(p.other, "allergy_disputed", file)
    heads = tuple(side.act for side in row.sides)
    body = PatientSettled(row.rule, row.subject, heads, "removed", None, "je le connais")
    forged(p.other, "nurse", file, body)
    rows = yield Expected(file, where=THERE, apart=False)
    settle(p.one, rows, "reviewed", "pharmacist")


OF_DOSES: tuple[Scenario, ...] = (
    divergent,
    spoken_order,
    spoken_order_denied,
    day_apart,
    go_ahead_apart,
    go_ahead_deferred,
    go_ahead_outdated,
    validation_outdated,
    validated_and_held,
    stopped,
    unlisted,
    set_aside,
    withdrawn_since,
    withdrawn_decision,
    withdrawn_order,
    careful_decision,
    careful_stop,
    careful_order,
    settled_apart,
    settled_beyond_rights,
)
