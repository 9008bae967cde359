"""People: rights withdrawn while their holder works on, suspended, removed and back; PINs; administrators."""

from __future__ import annotations

from node.api.agreement import Agree, CallOff
from node.api.base import Recorded
from node.api.patient import NotePatient
from node.api.people import (
    ChangePin,
    GrantRights,
    ReadmitPerson,
    RemovePerson,
    RenamePerson,
    ResetPin,
    ResumePerson,
    SuspendPerson,
    WithdrawRights,
)
from schema.acts.membership import RightsGranted, RightsWithdrawn
from schema.transaction import FileRef, FileType
from tests.golden.stations import Day, write
from tests.node import circuit
from tests.node.stations import PIN, Station

OTHER_PIN = "271828"


def _agreed(station: Station, proposed: Recorded, who: str = "administrator2") -> None:
    station.do(who, Agree(act=proposed.acts[0], pin=PIN))


def withdrawn(day: Day) -> None:
    """A right withdrawn while its holder goes on elsewhere, reviewed or not; given back."""
    whose = {
        "nurse2": "administer",
        "preparer2": "check",
        "prescriber2": "prescribe",
        "pharmacist2": "validate",
    }
    taken = [(day.one.people[who], right) for who, right in whose.items()]
    someone, dose = day.ready()
    bag = circuit.on_the_ward(day.one, someone.course, dose)
    another, second = day.ready()
    claimed = circuit.claim(day.one, another.course, second)
    circuit.make(day.one, another.course, claimed)
    ordered, validated = day.treated(), day.treated()
    day.meet()
    for person, right in taken:
        cuts = tuple(sorted(day.one.replica.vector("all").values()))
        file = FileRef(FileType.PERSON, person)
        withdrawal = RightsWithdrawn(person, (right,), cuts)
        write(day.one, "administrator", file, withdrawal, membership=True)
    circuit.give(day.other, someone, dose, bag, who="nurse2")
    circuit.check(day.other, another.course, claimed)
    dose = circuit.dose_of(day.other, ordered.course, "L1").dose
    circuit.prescribe(day.other, ordered.course, doses=(dose,), reason="revue", who="prescriber2")
    circuit.validate(day.other, validated.course, who="pharmacist2")
    day.meet()
    for person, right in taken:
        file = FileRef(FileType.PERSON, person)
        write(day.one, "administrator", file, RightsGranted(person, (right,)), membership=True)
    day.meet()


def suspended(day: Day) -> None:
    """Suspended while at work elsewhere, and back; removed by two, readmitted by two; written otherwise."""
    nurse = day.one.people["nurse2"]
    patient = circuit.create(day.one, day.somebody())
    day.meet()
    day.one.do("administrator", SuspendPerson(person=nurse, reason="absent", pin=PIN))
    day.other.do("nurse2", NotePatient(patient=patient, text="noté sans le savoir"))
    day.meet()
    day.one.do("administrator", ResumePerson(person=nurse, reason="revenu", pin=PIN))
    day.meet()
    _agreed(day.one, day.one.do("administrator", RemovePerson(person=nurse, reason="parti", pin=PIN)))
    day.meet()
    back = day.one.do("administrator2", ReadmitPerson(person=nurse, reason="revenu", pin=PIN))
    _agreed(day.one, back, "administrator")
    day.meet()
    for station in (day.one, day.other):
        station.sign_in_again("nurse2")
    rename = RenamePerson(
        person=nurse,
        family_name="Réel",
        first_name="Honoré",
        title="M.",
        profession="nurse",
        licence="10000000001",
        pin=PIN,
    )
    day.one.do("administrator", rename)
    day.meet()


def administrators(day: Day) -> None:
    """Made an administrator by two, and dismissed by two; a right given and taken by one."""
    pharmacist = day.one.people["pharmacist2"]
    given = day.one.do("administrator", GrantRights(person=pharmacist, rights=("site.enrol",), pin=PIN))
    _agreed(day.one, given)
    away = day.one.do("administrator", WithdrawRights(person=pharmacist, rights=("site.enrol",), pin=PIN))
    _agreed(day.one, away)
    day.one.do("administrator", GrantRights(person=pharmacist, rights=("administer",), pin=PIN))
    day.one.do("administrator", WithdrawRights(person=pharmacist, rights=("administer",), pin=PIN))
    day.meet()


def disputed(day: Day) -> None:
    """A right granted here and withdrawn there; withdrawn once more by somebody who knew of both, or left."""
    for who in ("nurse2", "preparer2"):
        person = day.one.people[who]
        withdraw = WithdrawRights(person=person, rights=("note",), pin=PIN)
        day.one.do("administrator", withdraw)
        day.other.do("administrator2", GrantRights(person=person, rights=("note",), pin=PIN))
        day.meet()
        if who == "nurse2":
            day.one.do("administrator", withdraw)
        day.meet()


def renamed_apart(day: Day) -> None:
    """A person written otherwise at two places apart: one of them shown, both told."""
    for station, who, name in (
        (day.one, "administrator", "Préparat"),
        (day.other, "administrator2", "Prepamat"),
    ):
        station.do(
            who,
            RenamePerson(
                person=day.one.people["preparer2"],
                family_name=name,
                first_name="Paule",
                title="",
                profession="technician",
                licence="",
                pin=PIN,
            ),
        )
    day.meet()


def pins(day: Day) -> None:
    """A PIN changed at two places apart, another reset by two: these two sign in no more afterwards."""
    day.one.do("prescriber2", ChangePin(new_pin="161803", pin=PIN))
    day.other.do("prescriber2", ChangePin(new_pin=OTHER_PIN, pin=PIN))
    day.meet()
    nurse = day.one.people["nurse2"]
    mistaken = day.one.do("pharmacist", ResetPin(person=nurse, new_pin="141421", pin=PIN))
    day.one.do("pharmacist", CallOff(act=mistaken.acts[0], reason="mauvaise personne", pin=PIN))
    _agreed(
        day.one,
        day.one.do("pharmacist", ResetPin(person=nurse, new_pin=OTHER_PIN, pin=PIN)),
        "pharmacist2",
    )
    day.meet()
