"""Patients: created twice, linked, separated, measured, allergic, gone; what decisions did not know."""

from __future__ import annotations

import msgspec

from node.api.administration import Give
from node.api.patient import (
    ConfirmLink,
    ConfirmUnlink,
    CorrectIdentity,
    KeepApart,
    LinkPatients,
    RecordAllergy,
    RecordResult,
    RemoveAllergy,
    TakePatientBack,
    TellPatientLeft,
    UnlinkPatients,
)
from schema.acts.patient import FieldValue, PatientLinkConfirmed, PatientLinked
from schema.ids import Id
from schema.quantity import Quantity, Unit
from schema.transaction import FileRef, FileType
from tests.golden.stations import CODE, Day, conflict_in, settle_command, settle_long, write
from tests.node import circuit
from tests.node.stations import PIN, Station


def created_twice(day: Day) -> None:
    """One patient created twice and linked, two kept apart; allergies, a newer weight, a dose twice."""
    twins = []
    for _ in range(2):
        who = day.somebody()
        here = circuit.create(day.one, who)
        there = circuit.create(day.other, who)
        day.meet()
        twins.append((here, there))
    here, there = twins[0]
    heads = circuit.record(day.one, here).heads
    day.one.do("nurse", LinkPatients(patient=here, other=there, reason="même carte", pin=PIN, based_on=heads))
    day.meet()
    heads = circuit.record(day.other, here).heads
    day.other.do("nurse2", ConfirmLink(patient=here, other=there, pin=PIN, based_on=heads))
    day.meet()
    circuit.size(day.one, here)
    circuit.size(day.one, there)
    day.meet()
    for patient, station in ((here, day.one), (there, day.other)):
        course = circuit.include(station, patient, CODE)
        circuit.prescribe(station, course)
    day.meet()
    here, there = twins[1]
    heads = circuit.record(day.one, here).heads
    day.one.do("nurse", KeepApart(patient=here, other=there, reason="jumelles", pin=PIN, based_on=heads))
    day.one.do("nurse", RecordAllergy(patient=here, none_known=True))
    allergy = RecordAllergy(patient=here, none_known=False, substance="oxaliplatine", reaction="choc")
    day.other.do("pharmacist", allergy)
    day.meet()
    someone, _ = day.ready()
    circuit.measure(day.one, someone.patient, "weight", "95", confirmed=True)
    day.meet()


def _link(station: Station, here: Id, there: Id) -> None:
    heads = circuit.record(station, here).heads
    station.do("nurse", LinkPatients(patient=here, other=there, reason="carte", pin=PIN, based_on=heads))
    heads = circuit.record(station, here).heads
    station.do("nurse2", ConfirmLink(patient=here, other=there, pin=PIN, based_on=heads))


def _unlink(station: Station, here: Id, there: Id) -> None:
    heads = circuit.record(station, here).heads
    station.do("nurse", UnlinkPatients(patient=here, other=there, reason="jumeaux", pin=PIN, based_on=heads))
    heads = circuit.record(station, here).heads
    station.do("nurse2", ConfirmUnlink(patient=here, other=there, pin=PIN, based_on=heads))


def one_person(day: Day) -> None:
    """A bag given under the other file of one person; linked here and separated there."""
    who = day.somebody()
    someone = circuit.treated(day.one, CODE, who)
    twin = circuit.create_anyway(day.one, someone.patient, identity=who)
    _link(day.one, someone.patient, twin)
    circuit.validate(day.one, someone.course)
    circuit.go_ahead(day.one, someone.course)
    dose = circuit.dose_of(day.one, someone.course, "L1").dose
    bag = circuit.on_the_ward(day.one, someone.course, dose)
    day.meet()
    given = Give(
        course=someone.course,
        dose=dose,
        bag=bag,
        patient=twin,
        told=circuit.told(day.other, "paper"),
        pin=PIN,
    )
    day.other.do("nurse", given)
    circuit.measure(day.other, twin, "weight", "96", confirmed=True)
    day.meet()
    _unlink(day.one, someone.patient, twin)
    # No screen offers a link that is there; an older program's did.
    file = FileRef(FileType.PATIENT, someone.patient)
    linked = write(day.other, "nurse", file, PatientLinked(twin, "même carte")).acts[0]
    write(day.other, "nurse2", file, PatientLinkConfirmed(linked))
    day.meet()


def news(day: Day) -> None:
    """A result, an allergy, a death that a decision did not know of."""
    count = Quantity("0.4", Unit.GIGA_PER_L)
    for what in ("result", "allergy", "left"):
        someone = day.treated()
        circuit.validate(day.one, someone.course)
        circuit.go_ahead(day.one, someone.course)
        told = circuit.told(day.other)
        if what == "result":
            day.other.do(
                "nurse",
                RecordResult(patient=someone.patient, what="neutrophils", value=count, told=told),
            )
        elif what == "allergy":
            allergy = RecordAllergy(
                patient=someone.patient, none_known=False, substance="oxaliplatine", reaction="choc"
            )
            day.other.do("nurse", allergy)
        else:
            day.other.do("nurse", TellPatientLeft(patient=someone.patient, how="deceased", told=told))
        day.meet()
    someone = day.treated()
    left = TellPatientLeft(patient=someone.patient, how="transferred", told=circuit.told(day.one))
    day.one.do("nurse", left)
    heads = circuit.record(day.one, someone.patient).heads
    back = TakePatientBack(patient=someone.patient, reason="revenu", pin=PIN, based_on=heads)
    day.one.do("prescriber", back)
    day.meet()


def corrected(day: Day) -> None:
    """An identity corrected apart, once again by somebody who knew of both."""
    for settled in (True, False):
        patient = circuit.create(day.one, day.somebody())
        day.meet()
        _correct(day.one, patient, "Inventée", "nurse")
        _correct(day.other, patient, "Imaginée", "nurse2")
        day.meet()
        if settled:
            _correct(day.other, patient, "Imaginée", "nurse")
        day.meet()


def _correct(station: Station, patient: Id, name: str, who: str) -> None:
    heads = circuit.record(station, patient).heads
    changes = (FieldValue("used_name", name),)
    station.do(
        who, CorrectIdentity(patient=patient, changes=changes, reason="carte", pin=PIN, based_on=heads)
    )


def allergic(day: Day) -> None:
    """Allergic here and not there, settled by either kind, left open; taken off here, noted again there."""
    noted = RecordAllergy(patient=b"", none_known=False, substance="oxaliplatine", reaction="choc")
    none = msgspec.structs.replace(noted, none_known=True, substance="", reaction="")
    for way in ("few", "many", "open"):
        patient = circuit.create(day.one, day.somebody())
        day.meet()
        day.one.do("nurse", msgspec.structs.replace(noted, patient=patient))
        day.other.do("nurse2", msgspec.structs.replace(none, patient=patient))
        day.meet()
        if way == "open":
            continue
        conflict = conflict_in(day.one, "allergy_disputed", patient)
        if way == "few":
            day.one.do("pharmacist", settle_command(conflict, "stands", None))
        else:
            settle_long(day.one, conflict, "stands", "pharmacist", None)
        day.meet()
    patient = circuit.create(day.one, day.somebody())
    day.one.do("nurse", msgspec.structs.replace(noted, patient=patient))
    day.meet()
    record = circuit.record(day.one, patient, "pharmacist")
    entry = record.banner.allergies[0].entry
    remove = RemoveAllergy(patient=patient, entry=entry, reason="erreur", pin=PIN, based_on=record.heads)
    day.one.do("pharmacist", remove)
    day.other.do("nurse", msgspec.structs.replace(noted, patient=patient))
    day.meet()
