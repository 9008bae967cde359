"""Scenarios of the rules of patients' files, and of those between a patient and a treatment."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from node.api.course import StopCourse
from node.api.patient import (
    ConfirmLink,
    CorrectIdentity,
    LinkPatients,
    Measure,
    RecordAllergy,
    RecordResult,
    TakePatientBack,
    TellPatientLeft,
)
from node.api.reference import Library, LibraryRow, ListLibrary, RetireVersion
from node.reference.library import REGIMENS
from schema.acts.patient import FieldValue, Identity
from schema.ids import Id
from schema.quantity import Quantity, Unit
from tests.node import circuit
from tests.node.linking import keep_apart, link, refused_apart, unlink
from tests.node.rows.parting import (
    CODE,
    Expected,
    Parting,
    Scenario,
    Story,
    course_file,
    forged,
    patient_file,
    rows_at,
    settle,
)
from tests.node.stations import PIN, TODAY, Station

THERE = frozenset({"HDJ-1"})
RETIRED = "GEMCITABINE"
ALIKE = "BEP"


def allergic(station: Station, patient: Id, substance: str, who: str = "nurse") -> None:
    """A known allergy; none known when no substance is named."""
    command = RecordAllergy(patient=patient, none_known=not substance, substance=substance)
    station.do(who, command)


def allergy_disputed(p: Parting) -> Story:
    patient = circuit.create(p.one, p.somebody())
    yield None
    allergic(p.one, patient, "latex")
    yield None
    allergic(p.other, patient, "", "nurse2")
    rows = yield Expected(patient_file(patient))
    settle(p.one, rows, "stands", "prescriber")


def identity_disputed(p: Parting) -> Story:
    patient = circuit.create(p.one, p.somebody())
    yield None
    _correct(p.one, patient, "1961-02-03", "nurse")
    yield None
    _correct(p.other, patient, "1960-03-02", "nurse2")
    yield Expected(patient_file(patient))
    _correct(p.other, patient, "1960-03-02", "nurse")


def _correct(station: Station, patient: Id, value: str, who: str) -> None:
    command = CorrectIdentity(
        patient=patient,
        changes=(FieldValue("birth_date", value),),
        reason="carte d’identité",
        pin=PIN,
        based_on=circuit.record(station, patient).heads,
    )
    station.do(who, command)


def _twin(p: Parting, patient: Id, identity: Identity) -> Id:
    return circuit.create_anyway(p.one, patient, identity=identity)


def link_and_unlink(p: Parting) -> Story:
    who = p.somebody()
    first = circuit.create(p.one, who)
    second = _twin(p, first, who)
    link(p.one, first, second)
    yield None
    unlink(p.one, first, second)
    yield None
    # Here, the link is not known to be undone: two people separate the files and link them again.
    unlink(p.other, first, second)
    link(p.other, first, second)
    yield Expected(patient_file(first))
    unlink(p.one, first, second)


def patient_created_twice(p: Parting) -> Story:
    who, files = p.somebody(), []
    yield None
    files.append(circuit.create(p.one, who))
    yield None
    files.append(circuit.create(p.other, who, "nurse2"))
    here, there = sorted(files)
    yield Expected(patient_file(here))
    heads = circuit.record(p.one, here).heads
    p.one.do("nurse", LinkPatients(patient=here, other=there, reason="carte", pin=PIN, based_on=heads))
    heads = circuit.record(p.one, here).heads
    p.one.do("nurse2", ConfirmLink(patient=here, other=there, pin=PIN, based_on=heads))


def patient_created_twice_and_disputed(p: Parting) -> Story:
    """Two people link the files here, one keeps them apart there; a second one says so knowing of both."""
    who = p.somebody()
    here, there = sorted((first := circuit.create(p.one, who), _twin(p, first, who)))
    yield None
    link(p.one, here, there)
    yield None
    keep_apart(p.other, here, there, "pharmacist")
    yield Expected(patient_file(here))
    assert refused_apart(p.one, here, there, "pharmacist") == "link.said_apart_already"
    keep_apart(p.one, here, there, "pharmacist2")


def linked_since(p: Parting) -> Story:
    who = p.somebody()
    someone, _ = p.treated(CODE, who)
    twin = _twin(p, someone.patient, who)
    yield None
    circuit.validate(p.one, someone.course)
    yield None
    link(p.other, someone.patient, twin)
    yield Expected(course_file(someone))
    circuit.validate(p.other, someone.course, who="pharmacist2")


def same_dose_twice(p: Parting) -> Story:
    patient = circuit.create(p.one, p.somebody())
    circuit.size(p.one, patient)
    yield None
    course = circuit.include(p.one, patient, CODE, cycles=1)
    circuit.prescribe(p.one, course)
    yield None
    again = circuit.include(p.other, patient, CODE, who="prescriber2", cycles=1)
    circuit.prescribe(p.other, again, who="prescriber2")
    file = course_file(circuit.Treated(patient, course))
    for row in (yield Expected(file)):
        settle(p.one, (row,), "same", "prescriber", row.subject)


def _twice_in_a_course_each(p: Parting, patient: Id) -> list[circuit.Treated]:
    """One prescriber after the other, on one workstation: the same cycle in two courses."""
    circuit.size(p.one, patient)
    found = []
    for who in ("prescriber", "prescriber2"):
        course = circuit.include(p.one, patient, CODE, who=who, cycles=1)
        circuit.prescribe(p.one, course, who=who)
        found.append(circuit.Treated(patient, course))
    return found


def same_dose_twice_and_one_stopped(p: Parting) -> Story:
    """What was dropped here for a treatment that is stopped there is not given instead by itself."""
    kept, dropped = _twice_in_a_course_each(p, circuit.create(p.one, p.somebody()))
    yield None
    for row in rows_at(p.one, "same_dose_twice", course_file(kept)):
        settle(p.one, (row,), "same", "prescriber", row.subject)
    yield None
    heads = circuit.look(p.other, kept.course).heads
    stop = StopCourse(course=kept.course, level="course", reason="toxicité", pin=PIN, based_on=heads)
    p.other.do("prescriber2", stop)
    for row in (yield Expected(course_file(dropped))):
        settle(p.one, (row,), "same", "prescriber", row.subject)


def same_dose_twice_on_other_days(p: Parting) -> Story:
    """One regimen begun here today and there nine days later: the eighth day meets a first."""
    patient = circuit.create(p.one, p.somebody())
    circuit.size(p.one, patient)
    yield None
    course = circuit.include(p.one, patient, "GEMCITABINE", cycles=1)
    circuit.prescribe(p.one, course)
    yield None
    day = str(date.fromisoformat(TODAY) + timedelta(days=9))
    again = circuit.include(p.other, patient, "GEMCITABINE", day=day, who="prescriber2", cycles=1)
    circuit.prescribe(p.other, again, who="prescriber2")
    rows = yield Expected(course_file(circuit.Treated(patient, course)))
    settle(p.other, rows, "both", "prescriber2")


def unverified_patient(p: Parting) -> Story:
    someone, _ = p.ready()
    leaver = p.leaver("Stagiaire", "nurse")
    yield None
    p.withdraws(leaver, "measure")
    yield None
    told = circuit.told(p.other)
    weight = Quantity("71", Unit.KG)
    p.other.do(leaver, Measure(patient=someone.patient, what="weight", value=weight, told=told))
    yield Expected(course_file(someone), where=THERE, apart=False, told="ZÉRO Ignace, PUI-1, ")
    rows = rows_at(p.one, "withdrawn_since", patient_file(someone.patient))
    settle(p.one, rows, "admit", "pharmacist")


def patient_gone(p: Parting) -> Story:
    someone, _ = p.treated()
    yield None
    circuit.validate(p.one, someone.course)
    yield None
    told = circuit.told(p.other)
    p.other.do("nurse", TellPatientLeft(patient=someone.patient, how="deceased", told=told))
    yield Expected(course_file(someone), alarm=True)
    heads = circuit.record(p.one, someone.patient).heads
    back = TakePatientBack(patient=someone.patient, reason="homonyme", pin=PIN, based_on=heads)
    p.one.do("prescriber", back)


def result_unknown(p: Parting) -> Story:
    someone, _ = p.treated()
    yield None
    circuit.go_ahead(p.one, someone.course)
    yield None
    allergic(p.other, someone.patient, "latex")
    rows = yield Expected(course_file(someone))
    settle(p.other, rows, "reviewed", "prescriber")


def made_before_result(p: Parting) -> Story:
    someone, dose = p.ready()
    bag = circuit.claim(p.one, someone.course, dose)
    yield None
    circuit.make(p.one, someone.course, bag)
    yield None
    count = Quantity("0.4", Unit.GIGA_PER_L)
    told = circuit.told(p.other)
    p.other.do("nurse", RecordResult(patient=someone.patient, what="neutrophils", value=count, told=told))
    rows = yield Expected(course_file(someone))
    settle(p.one, rows, "reviewed", "pharmacist")


def _measured_since(p: Parting, code: str, what: str, value: str) -> Story:
    """A cycle is prescribed here while something else is measured there."""
    patient = circuit.create(p.one, p.somebody())
    circuit.size(p.one, patient)
    course = circuit.include(p.one, patient, code)
    yield None
    circuit.prescribe(p.one, course)
    yield None
    circuit.measure(p.other, patient, what, value, confirmed=True)
    within = value == "72"
    file = course_file(circuit.Treated(patient, course))
    rows = yield Expected(file, open=not within, ends=not within)
    settle(p.other, () if within else rows, "reviewed", "prescriber")


def newer_weight(p: Parting) -> Story:
    return _measured_since(p, CODE, "weight", "95")


def newer_value(p: Parting) -> Story:
    return _measured_since(p, "CARBO-TAXOL", "creatinine", "140")


def newer_value_within(p: Parting) -> Story:
    return _measured_since(p, CODE, "weight", "72")


def _retire(station: Station, sort: str, name: str = RETIRED) -> None:
    rows = station.get("pharmacist", ListLibrary(), Library).rows
    row: LibraryRow = next(
        one for one in rows if one.sort == sort and name in f"{one.name} {one.label}".upper()
    )
    assert row.version is not None
    retire = RetireVersion(file=row.file, version=row.version, wrong=True, reason="erreur", pin=PIN)
    station.do("pharmacist2", retire)


def used_and_retired(p: Parting) -> Story:
    someone, _ = p.treated(RETIRED)
    yield None
    circuit.validate(p.one, someone.course)
    yield None
    _retire(p.other, "regimen")
    rows = yield Expected(course_file(someone))
    settle(p.one, rows, "reviewed", "pharmacist")


def used_and_retired_alike(p: Parting) -> Story:
    """What is used says the same, word for word, as what was retired; it was signed by somebody else."""
    signed = next(one for one in REGIMENS if one.code == ALIKE)
    body = msgspec.structs.replace(signed, version="2")
    library = p.one.get("pharmacist", ListLibrary(), Library).rows
    file = next(row.file for row in library if (row.sort, row.name) == ("regimen", ALIKE))
    who = p.somebody()
    yield None
    forged(p.one, "pharmacist", file, body)
    _retire(p.one, "regimen", ALIKE)
    yield None
    forged(p.other, "pharmacist2", file, body)
    someone = circuit.treated(p.other, ALIKE, who)
    circuit.validate(p.other, someone.course, who="pharmacist2")
    rows = yield Expected(course_file(someone))
    settle(p.one, rows, "reviewed", "pharmacist")


def made_and_retired(p: Parting) -> Story:
    someone, dose = p.ready(RETIRED)
    yield None
    circuit.claim(p.one, someone.course, dose)
    yield None
    _retire(p.other, "product")
    rows = yield Expected(course_file(someone))
    settle(p.other, rows, "reviewed", "pharmacist")


OF_FILES: tuple[Scenario, ...] = (
    allergy_disputed,
    identity_disputed,
    link_and_unlink,
    patient_created_twice,
    patient_created_twice_and_disputed,
    linked_since,
    same_dose_twice,
    same_dose_twice_and_one_stopped,
    same_dose_twice_on_other_days,
    unverified_patient,
    patient_gone,
    result_unknown,
    made_before_result,
    newer_weight,
    newer_value,
    newer_value_within,
    used_and_retired,
    used_and_retired_alike,
    made_and_retired,
)
